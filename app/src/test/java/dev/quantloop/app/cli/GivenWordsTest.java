package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class GivenWordsTest {
  @TempDir private Path process;

  @Test
  void whatALocaleCouldNotDecodeIsReadAsItWasTyped() throws IOException {
    write("cmdline", "java\0Main\0note\0größe?\0");

    assertArrayEquals(
        new String[] {"note", "größe?"}, words().arguments("note", "gr\uFFFD\uFFFD\uFFFD\uFFFDe?"));
  }

  @Test
  void anArgumentThatIsNotUtf8IsNamedWithItsBytes() throws IOException {
    write("cmdline", "java\0tokens\0--source=t=lat\u00e9in.txt\0", StandardCharsets.ISO_8859_1);

    refused(
        "the argument --source=t=lat\\xe9in.txt is not UTF-8; a file of this name can be given by a"
            + " link to it that has another",
        () -> words().arguments("--source=t=lat\uFFFDin.txt"));
  }

  @Test
  void theSignOfReplacementItselfIsAnArgumentLikeOthers() throws IOException {
    write("cmdline", "java\0a\uFFFD\0");

    assertArrayEquals(new String[] {"a\uFFFD"}, words().arguments("a\uFFFD"));
  }

  @Test
  void directoriesOfTheEnvironmentAreNamedWithTheirBytes() throws IOException {
    write("environ", "OLDPWD=/h\u00e9\0HOME=/h\u00e9\0", StandardCharsets.ISO_8859_1);

    refused(
        "the variable HOME=/h\\xe9 is not UTF-8; name another directory",
        () -> words().requireEnvironment(Map.of("HOME", "/h\uFFFD")));

    write("environ", "OLDPWD=/h\u00e9\0HOME=/h\0", StandardCharsets.ISO_8859_1);
    words().requireEnvironment(Map.of("OLDPWD", "/h\uFFFD"));
  }

  @Test
  void theWorkingDirectoryIsNamedWithItsBytes() throws IOException {
    Files.createSymbolicLink(process.resolve("cwd"), Path.of(URI.create("file:///w%E9")));

    refused(
        "the working directory /w\\xe9 is not UTF-8; rename it, or start in another",
        () -> words().requireWorkingDirectory("/w\uFFFD"));
  }

  @Test
  void systemsThatShowNoBytesAreTakenAtTheirWord() {
    GivenWords none = new GivenWords(process.resolve("none"));

    assertArrayEquals(new String[] {"\uFFFD"}, none.arguments("\uFFFD"));
    assertDoesNotThrow(() -> none.requireEnvironment(Map.of("HOME", "\uFFFD")));
    assertDoesNotThrow(() -> none.requireWorkingDirectory("\uFFFD"));
  }

  private GivenWords words() {
    return new GivenWords(process);
  }

  private void write(String file, String words) throws IOException {
    write(file, words, StandardCharsets.UTF_8);
  }

  private void write(String file, String words, Charset charset) throws IOException {
    Files.writeString(process.resolve(file), words, charset);
  }

  private static void refused(String message, Executable given) {
    assertEquals(message, assertThrows(UserException.class, given).getMessage());
  }
}
