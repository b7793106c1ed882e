package dev.quantloop.app.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.llama.gguf.GgufWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that does not predict the next token is refused before libllama sees it. */
class UnpredictingModelTest {
  @TempDir private Path directory;
  private Path bert;

  @BeforeEach
  void write() {
    bert = directory.resolve("bert.gguf");
    new GgufWriter()
        .putText("general.architecture", "bert")
        .putUint32("bert.block_count", 1)
        .putTexts("tokenizer.ggml.tokens", List.of("a"))
        .addF32("blk.0.attn_q.weight", new double[] {1, 2, 3, 4}, 2, 2)
        .write(bert);
  }

  @Test
  void everyCommandThatComputesOnTextsRefusesIt() {
    Path text = StageFiles.TEXT;
    Path output = directory.resolve("out");
    refused("imatrix", "-m", bert, "-f", text, "-o", output);
    refused("ppl", "-m", bert, "-f", text);
    refused("kld", "--base-model", bert, "-m", StageFiles.MODEL, "-f", text);
    refused("kld", "--base-model", StageFiles.MODEL, "-m", bert, "-f", text);
    refused("kld", "--base-model", bert, "--save-base", output, "-f", text);
    refused("new", "x", "-m", bert, "--source", "text=" + text, "--quants", "Q4_K_M");
    refused("tune", "-m", bert);
    assertTrue(Files.notExists(output));
  }

  private void refused(Object... words) {
    String[] typed = Arrays.stream(words).map(Object::toString).toArray(String[]::new);
    Result result = new CliFixture(directory).run(typed);
    assertEquals(1, result.code(), () -> Arrays.toString(typed) + result.err());
    assertTrue(result.message().contains("is an embedding model, architecture bert"), result.err());
  }
}
