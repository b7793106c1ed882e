package dev.quantloop.app.tui.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
  @TempDir Path home;

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(home.resolve("models/old"));
    for (String name : List.of("model-a.gguf", "Model-b.gguf", "model-notes.txt", ".hidden.gguf")) {
      Files.writeString(home.resolve("models").resolve(name), "");
    }
  }

  private Completion complete(String word) {
    return Completion.of(word, home, file -> file.toString().endsWith(".gguf"));
  }

  @Test
  void offersDirectoriesAndTheFilesThatAreWanted() {
    assertEquals(
        List.of("~/models/model-a.gguf", "~/models/Model-b.gguf", "~/models/old/"),
        complete("~/models/").candidates());
  }

  @Test
  void goesAsFarAsAllCandidatesAgree() {
    Completion any = Completion.of("~/models/mod", home, file -> true);
    assertEquals("~/models/model-", any.common());
    assertEquals("~/models/model-a.gguf", complete("~/models/mod").common());
  }

  @Test
  void showsHiddenFilesToThoseWhoAsk() {
    assertEquals(List.of("~/models/.hidden.gguf"), complete("~/models/.").candidates());
  }

  @Test
  void namesFilesThatAreNotUtf8WithTheirBytes() throws IOException {
    Path latin = Path.of(URI.create(home.toUri() + "%E9"));
    Files.createDirectory(latin);
    Files.createFile(Path.of(URI.create(home.toUri() + "%E9/%E8.gguf")));

    assertEquals(List.of("~/\\xe9/"), complete("~/\\").candidates());
    assertEquals(List.of("~/\\xe9/\\xe8.gguf"), complete("~/\\xe9/").candidates());
  }

  @Test
  void completesATildeToTheHomeDirectory() {
    assertEquals("~/", complete("~").common());
    assertEquals("~/models/", complete("~/").common());
  }

  @Test
  void leadsNowhereWhereNothingIsLeftToAdd() {
    assertTrue(complete("~/models/model-a.gguf").leadsNowhere());
    assertTrue(complete("~/none/").leadsNowhere());
    assertTrue(complete("/\0").leadsNowhere());
  }

  @Test
  void countsWhatIsTooMuchToShow() throws IOException {
    Path many = Files.createDirectories(home.resolve("many"));
    for (int i = 0; i < Completion.MOST + 3; i++) {
      Files.writeString(many.resolve(i + ".gguf"), "");
    }
    Completion completion = complete("~/many/");
    assertEquals(Completion.MOST, completion.candidates().size());
    assertEquals(3, completion.more());
  }
}
