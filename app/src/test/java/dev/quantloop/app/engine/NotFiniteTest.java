package dev.quantloop.app.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.quantloop.app.cli.AlteredDemo;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.app.loop.SmallExperiment;
import dev.quantloop.llama.NotFiniteException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    broken = broken(Files.copy(StageFiles.MODEL, directory.resolve("broken.gguf")));
  }

  private static Path broken(Path model) throws IOException {
    return broken(model, 2);
  }

  /** Of a token that first comes in this chunk. */
  private static Path broken(Path model, int chunk) throws IOException {
    GgufTensor embedding = GgufFile.read(model).tensor("token_embd.weight").orElseThrow();
    long rowBytes = embedding.bytes() / embedding.dimension(1);
    byte[] row = new byte[(int) rowBytes];
    Arrays.fill(row, (byte) 0x7f);
    try (FileChannel file = FileChannel.open(model, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(row), embedding.offset() + tokenOfChunk(chunk) * rowBytes);
    }
    return model;
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

  /** What interrupts the work here is a broken model, what undoes it is to mend the file. */
  @Test
  void anImatrixThatWasInterruptedGoesOnFromTheSumsThatWereKept() throws IOException {
    Path model = Files.copy(broken, directory.resolve("mended.gguf"));
    FileTime time = Files.getLastModifiedTime(model);
    Path output = directory.resolve("interrupted.gguf");
    Path partial = directory.resolve("interrupted.gguf.partial");
    Object[] command = {"imatrix", "-m", model, "-f", text, "-o", output, "-b", CHUNK};
    refused("chunk 2", with(command, "-ofreq", 1));
    assertEquals(2, ImatrixFile.read(partial).chunkCount());
    assertTrue(Files.notExists(output));

    Files.copy(StageFiles.MODEL, model, StandardCopyOption.REPLACE_EXISTING);
    Result other = run(command);
    assertEquals(1, other.code());
    assertTrue(other.message().contains("of another text or model"), other.err());
    assertEquals(2, ImatrixFile.read(partial).chunkCount());

    Files.setLastModifiedTime(model, time);
    for (String[] wrong :
        new String[][] {
          {"has sums of plain activations: leave out --squares-only", "--squares-only"},
          {"is of chunks of 128 tokens: give -c 128", "-c", "32"},
          {"has more chunks than 1: give more of them", "--chunks", "1"}
        }) {
      Object[] options = Arrays.copyOfRange(wrong, 1, wrong.length, Object[].class);
      Object[] rest = wrong[1].equals("-c") ? new Object[0] : new Object[] {"-c", CHUNK};
      String message = runAlone(with(with(command, rest), options)).message();
      assertTrue(message.contains(wrong[0]), message);
    }
    assertEquals(2, ImatrixFile.read(partial).chunkCount());
    Result resumed = run(with(command, "--save-frequency", 3));
    assertEquals(0, resumed.code(), resumed.err());
    assertTrue(resumed.err().contains("going on after the 2 chunks in " + partial), resumed.err());
    assertTrue(resumed.out().contains("2 chunks computed"), resumed.out());
    assertTrue(Files.notExists(partial));
    assertEquals(3, ImatrixFile.read(directory.resolve("interrupted.gguf.at_3")).chunkCount());
    Path undisturbed = directory.resolve("undisturbed.gguf");
    run("imatrix", "-m", model, "-f", text, "-o", undisturbed, "-b", CHUNK);
    assertEquals(-1, Files.mismatch(undisturbed, output));
  }

  @Test
  void anImatrixInQuarantineIsThatOfTheOtherChunks() throws IOException {
    Path output = directory.resolve("quarantined.gguf");
    Result first = run("imatrix", "-m", broken, "-f", text, "-o", output, "--quarantine", "--json");
    assertEquals(0, first.code(), first.err());
    String reason = "chunk 2 of %s is put aside: the activations that enter %s are not finite";
    assertTrue(first.err().contains(reason.formatted(text, FIRST_WEIGHT)), first.err());
    assertTrue(first.out().contains("\"chunk\" : 2"), first.out());
    assertEquals(3, ImatrixFile.read(output).chunkCount());
    assertTrue(Files.notExists(directory.resolve("quarantined.gguf.partial")));

    Path before = directory.resolve("before.gguf");
    Path after = directory.resolve("after.gguf");
    Object[] command = {"imatrix", "-m", broken, "-f", text, "-c", CHUNK, "-t", 1, "-o"};
    runAlone(with(command, before, "--chunks", 2));
    runAlone(with(command, after, "--chunk", 3, "--chunks", 1));
    ImatrixSums others = ImatrixFile.read(before);
    others.add(ImatrixFile.read(after));
    ImatrixFile.read(output)
        .entries()
        .forEach(
            (weight, entry) -> {
              double[] wanted = others.entries().get(weight).sums();
              assertEquals(others.entries().get(weight).counts()[0], entry.counts()[0]);
              for (int i = 0; i < wanted.length; i++) {
                assertEquals(wanted[i], entry.sums()[i], 1e-4 * wanted[i], weight);
              }
            });

    Result none = runAlone(with(command, before, "--chunk", 2, "--chunks", 1, "--quarantine"));
    assertEquals(1, none.code());
    assertTrue(none.message().endsWith("is left: all 1 are put aside"), none.err());
  }

  /** What interrupts the work here is a terminal that is gone when a second chunk is put aside. */
  @Test
  void anImatrixInQuarantineThatWasInterruptedGoesOnWithoutTheChunksPutAside() throws IOException {
    Path model = broken(Files.copy(broken, directory.resolve("broken-twice.gguf")), 3);
    Path output = directory.resolve("quarantined-in-two.gguf");
    Path partial = directory.resolve("quarantined-in-two.gguf.partial");
    Object[] command = {"imatrix", "-m", model, "-f", text, "-b", CHUNK, "-o", output};
    Object[] wanted = with(command, "--quarantine", "-ofreq", 1, "-c", CHUNK, "--chunks", 4);
    Result first = new CliFixture(directory).hangingUpOn("chunk 3 of").run(words(wanted));
    assertEquals(1, first.code(), first.err());
    assertEquals(2, ImatrixFile.read(partial).chunkCount());
    assertTrue(Files.notExists(output));
    String refusal = run(command).message();
    assertTrue(refusal.contains("lacks chunks that were put aside: give --quarantine"), refusal);

    Result resumed = runAlone(with(wanted, "--json"));
    assertEquals(0, resumed.code(), resumed.err());
    assertTrue(resumed.err().contains("going on after the 3 chunks in " + partial), resumed.err());
    List<?> aside = (List<?>) JSON.std.mapFrom(resumed.out()).get("quarantined");
    assertEquals(List.of(2, 3), aside.stream().map(one -> ((Map<?, ?>) one).get("chunk")).toList());
    assertTrue(Files.notExists(partial));
    Path undisturbed = directory.resolve("quarantined-at-once.gguf");
    wanted[Arrays.asList(wanted).indexOf(output)] = undisturbed;
    assertEquals(0, runAlone(wanted).code());
    assertEquals(-1, Files.mismatch(undisturbed, output));
  }

  @Test
  void figuresInQuarantineRestOnTheSameChunksForAllModels() throws IOException {
    Path model = StageFiles.MODEL;
    Path untied = broken(AlteredDemo.withOutputTensorOnly(directory.resolve("broken-once.gguf")));
    Object[] words = {"kld", "--base-model", model, "-m", model, "-m", untied, "-f", text};
    Result result = run(with(words, "--quarantine", "--json"));
    assertEquals(0, result.code(), result.err());
    assertEquals(1, result.err().lines().filter(line -> line.contains("is put aside")).count());
    for (Object candidate : JSON.std.listFrom(result.out())) {
      Map<?, ?> figures = (Map<?, ?>) candidate;
      assertEquals(3, figures.get("chunks"));
      assertEquals(3 * (CHUNK / 2 - 1), figures.get("tokens"));
      Map<?, ?> aside = (Map<?, ?>) ((List<?>) figures.get("quarantined")).get(0);
      assertEquals(List.of(2, FIRST_WEIGHT), List.of(aside.get("chunk"), aside.get("tensor")));
    }
    Result perplexity = run("ppl", "-m", untied, "-f", text, "--quarantine");
    assertEquals(0, perplexity.code(), perplexity.err());
    assertTrue(perplexity.out().contains("of 3 chunks"), perplexity.out());
    assertTrue(perplexity.out().contains("1 chunk put aside: 2"), perplexity.out());
  }

  private static Object[] with(Object[] command, Object... more) {
    return Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray();
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

  private static Result run(Object... arguments) {
    return runAlone(with(arguments, "-c", CHUNK, "-t", 1, "--chunks", 4));
  }

  private static Result runAlone(Object... words) {
    return new CliFixture(directory).run(words(words));
  }

  private static String[] words(Object... words) {
    return Arrays.stream(words).map(Object::toString).toArray(String[]::new);
  }

  private static void refused(String reason, Object... arguments) {
    Result result = run(arguments);
    assertEquals(1, result.code(), result.err());
    assertTrue(result.message().contains(reason), result.err());
    assertTrue(result.message().contains("not finite"), result.err());
  }
}
