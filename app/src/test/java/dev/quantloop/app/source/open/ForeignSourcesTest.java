package dev.quantloop.app.source.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.source.SourceSearch;
import dev.quantloop.app.source.SourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignSourcesTest {
  @TempDir private Path directory;
  private ReadSource source;

  @BeforeEach
  void create() throws IOException {
    source = new ReadSource(directory);
    Path program = directory.resolve("say");
    Files.writeString(
        program,
        "#!/bin/sh\nfor word; do printf '{\"text\": \"%s\"}\\n{\"other\": 1}\\n' \"$word\"; done\n");
    assertTrue(program.toFile().setExecutable(true));
  }

  @Test
  void aProgramIsASource() {
    assertEquals(List.of("a,b", "c d"), source.texts("program:./say a,b 'c d'"));
    assertEquals(
        "2 records without the field passed over: the program say:2, the program say:4",
        source.said());
    assertEquals(
        List.of("--lang", "de", "--samples"),
        source.texts("program:./say;langs=de;samples=3;skip=1"));
  }

  @Test
  void severalLanguagesAreReadOneAfterTheOther() {
    assertEquals(
        List.of("--lang", "en", "--lang", "de"), source.texts("program:./say;langs=en,de"));
  }

  @Test
  void tooFewDocumentsAreRefused() {
    assertEquals(
        "program:./say gives 6 documents for de after skip=2, fewer than samples=9: ask for fewer",
        source.refusal("program:./say;langs=de;samples=9;skip=2"));
    assertEquals("program:./say gives no document", source.refusal("program:./say"));
  }

  @Test
  void whatThereIsNotIsNamed() {
    assertTrue(source.refusal("plugin:poems").startsWith("no plugin poems in home/.local/share/"));
    assertEquals(
        "random tokens are those of a model, which this command does not have",
        source.refusal("random:8000"));
  }

  @Test
  void aProgramsFileIsTheFirstWordOnly() {
    UnaryOperator<String> at = path -> "/at/" + path;
    assertEquals("s=program:/at/x/y.py a,b/c", withPaths("program:x/y.py a,b/c", at));
    assertEquals("s=program:'/at/x y/z' ../a", withPaths("program:'x y/z' ../a", at));
    assertEquals("s=program:env A=b/c x", withPaths("program:env A=b/c x", at));
    assertEquals("s=plugin:poems directory=a,b", withPaths("plugin:poems directory=a,b", at));
  }

  @Test
  void whatIsHalfTypedIsNotRead() {
    assertTrue(SourceSearch.ofPlain(SourceSpec.parse("s=program:./say")).isEmpty());
    assertTrue(SourceSearch.ofPlain(SourceSpec.parse("s=hf:a/b")).isEmpty());
  }

  private static String withPaths(String path, UnaryOperator<String> change) {
    return SourceSpec.parse("s=" + path).withPaths(change).toString();
  }
}
