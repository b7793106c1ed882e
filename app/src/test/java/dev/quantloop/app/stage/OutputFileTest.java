package dev.quantloop.app.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.cli.StageFiles;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path directory;

  private Path file(String name) throws IOException {
    return Files.writeString(directory.resolve(name), name);
  }

  private static String refusal(Path output, Path input) {
    return assertThrows(
            UserException.class, () -> OutputFile.requireWritable(output, List.of(input)))
        .getMessage();
  }

  @Test
  void isNoInputByWhateverPath() throws IOException {
    Path input = file("in");
    Path link = Files.createSymbolicLink(directory.resolve("link"), input);
    Path hardLink = Files.createLink(directory.resolve("hard"), input);
    Path detour = directory.resolve("../" + directory.getFileName() + "/in");
    assertEquals(
        input + " is read by the same command: name another file to write", refusal(input, input));
    for (Path output : List.of(link, hardLink, detour)) {
      assertEquals(
          "%s is read by the same command as %s: name another file to write"
              .formatted(output, input),
          refusal(output, input));
    }
    OutputFile.requireWritable(file("other"), List.of(input));
    OutputFile.requireWritable(directory.resolve("new"), List.of(input));
  }

  @Test
  void isNoPartOfASplitModel() throws IOException {
    Path first = file("m-00001-of-00002.gguf");
    Path second = file("m-00002-of-00002.gguf");
    assertTrue(refusal(second, first).startsWith(second + " is read"));
    OutputFile.requireWritable(file("m-00002-of-00003.gguf"), List.of(first));
  }

  @Test
  void canBeCreated() {
    Path unusable = directory.resolve("x".repeat(300));
    String message =
        assertThrows(LlamaException.class, () -> OutputFile.requireWritable(unusable, List.of()))
            .getMessage();
    assertTrue(message.startsWith("cannot write " + unusable), message);
  }

  @Test
  void aTextAppearsWholeAndALinkStays() throws IOException {
    Path target = file("target");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    OutputFile.write(link, "né");
    assertEquals("né", Files.readString(target));
    assertTrue(Files.isSymbolicLink(link));
    OutputFile.write(Path.of("/dev/null"), "nothing is left in the place of a device");
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
    String refusal =
        assertThrows(
                UserException.class,
                () -> OutputFile.requireWritable(Path.of("/dev/null"), List.of()))
            .getMessage();
    assertEquals("/dev/null is a device or a pipe; name a file to write", refusal);
  }

  @Test
  void everyCommandLeavesItsInputsAsTheyAre() throws IOException {
    Path model = Files.copy(StageFiles.MODEL, directory.resolve("m.gguf"));
    Path text = Files.copy(StageFiles.TEXT, directory.resolve("t.txt"));
    Path link = Files.createLink(directory.resolve("link"), model);
    assertRefused(model, "quantize", link, model, "Q8_0");
    assertRefused(text, "quantize", "--imatrix", text, model, text, "Q8_0");
    assertRefused(model, "imatrix", "-m", model, "-f", text, "-o", model);
    assertRefused(text, "imatrix", "-m", model, "-f", text, "-o", text);
    assertRefused(text, "imatrix", "--in-file", text, "-o", text);
    assertRefused(text, "kld", "--base-model", model, "-f", text, "--save-base", text);
    assertRefused(
        link,
        "kld",
        "--base-model",
        StageFiles.MODEL,
        "-m",
        model,
        "-f",
        text,
        "--save-base",
        link);
    Path database = directory.resolve("q.db");
    Tracker.open(database).close();
    assertRefused(database, "draw", "--db", database, "-o", database);
  }

  private void assertRefused(Path kept, Object... words) throws IOException {
    byte[] before = Files.readAllBytes(kept);
    String[] arguments = List.of(words).stream().map(Object::toString).toArray(String[]::new);
    CliFixture.Result result = new CliFixture(directory).run(arguments);
    assertEquals(1, result.code(), result.err());
    assertTrue(result.message().contains("is read by the same command"), result.err());
    assertArrayEquals(before, Files.readAllBytes(kept));
  }
}
