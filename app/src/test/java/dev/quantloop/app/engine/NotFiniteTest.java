package dev.quantloop.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.score.BaselineLogFile;
import dev.quantloop.llama.score.LogitRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model computes that knows no number for one token of the text. */
class NotFiniteTest {
  private static final int CHUNK = 128;
  private static final String FIRST_WEIGHT = "blk.0.attn_q.weight";

  @TempDir private static Path directory;
  private static Path broken;
  private static Path text;

  /** The embedding of a token that first comes in chunk 2 becomes NaN. */
  @BeforeAll
  static void breakAModel() throws IOException {
    text = Files.writeString(directory.resolve("text.txt"), Files.readString(StageFiles.TEXT));
    broken = Files.copy(StageFiles.MODEL, directory.resolve("broken.gguf"));
    GgufTensor embedding = GgufFile.read(broken).tensor("token_embd.weight").orElseThrow();
    long rowBytes = embedding.bytes() / embedding.dimension(1);
    byte[] row = new byte[(int) rowBytes];
    Arrays.fill(row, (byte) 0x7f);
    try (FileChannel file = FileChannel.open(broken, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(row), embedding.offset() + tokenOfChunk(2) * rowBytes);
    }
  }

  private static int tokenOfChunk(int chunk) throws IOException {
    try (Model vocabulary =
        Model.load(SmallExperiment.library(), StageFiles.MODEL, ModelOptions.VOCABULARY)) {
      int[] tokens = vocabulary.tokenizer().tokenize(Files.readString(text), true, false);
      return Arrays.stream(tokens, chunk * CHUNK + 1, chunk * CHUNK + CHUNK / 2)
          .filter(
              token ->
                  Arrays.stream(tokens, 0, chunk * CHUNK).noneMatch(earlier -> earlier == token))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void anImatrixNamesTheChunkAndTheWeight() {
    Path output = directory.resolve("imatrix.gguf");
    refused(
        "chunk 2 of %s: the activations that enter %s are not finite".formatted(text, FIRST_WEIGHT),
        "imatrix",
        "-m",
        broken,
        "-f",
        text,
        "-o",
        output);
    assertTrue(Files.notExists(output));
  }

  @Test
  void aPerplexityNamesTheModelTheChunkAndTheWeight() {
    refused(logitsOf(broken), "ppl", "-m", broken, "-f", text);
  }

  @Test
  void aDivergenceNamesTheModelThatIsBroken() {
    Path model = StageFiles.MODEL;
    refused(logitsOf("broken.gguf"), "kld", "--base-model", model, "-m", broken, "-f", text);
    refused(logitsOf("the baseline"), "kld", "--base-model", broken, "-m", model, "-f", text);
  }

  @Test
  void aBaseFileIsNotLeftBehind() {
    Path base = directory.resolve("base.kld");
    refused(
        logitsOf("the baseline"), "kld", "--base-model", broken, "--save-base", base, "-f", text);
    assertTrue(Files.notExists(base));
  }

  @Test
  void aFileOfTheBaselinesLogitsTakesNoneThatAreNotFinite() {
    try (BaselineLogFile file = BaselineLogFile.create(directory, 4)) {
      float[] ruledOut = {0, Float.NEGATIVE_INFINITY, 1, 2};
      file.append(LogitRows.of(FloatBuffer.wrap(ruledOut), 4), 1);
      for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        LogitRows rows = LogitRows.of(FloatBuffer.wrap(new float[] {0, 1, wrong, 2}), 4);
        assertThrows(NotFiniteException.class, () -> file.append(rows, 1));
      }
    }
  }

  private static String logitsOf(Object model) {
    return "the logits of %s on chunk 2 of %s are not finite, nor are the activations that enter %s"
        .formatted(model, text, FIRST_WEIGHT);
  }

  private static void refused(String reason, Object... arguments) {
    String[] words =
        Stream.concat(Arrays.stream(arguments), Stream.of("-c", CHUNK, "-t", 2, "--chunks", 4))
            .map(Object::toString)
            .toArray(String[]::new);
    Result result = new CliFixture(directory).run(words);
    assertEquals(1, result.code(), result.err());
    assertTrue(result.message().contains(reason), result.err());
    assertTrue(result.message().contains("not finite"), result.err());
  }
}
