package dev.quantloop.app.source;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UsageException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSpecTest {

  @Test
  void namesPathsAndTakesTheNameAsDomain() {
    assertEquals(
        new SourceSpec("code", "code", List.of("src/**/*.java", "b=c:d.txt")),
        SourceSpec.parse("code=src/**/*.java,b=c:d.txt"));
  }

  @Test
  void takesADomainAfterAColon() {
    assertEquals(
        new SourceSpec("wiki-de", "german", List.of("de.txt")),
        SourceSpec.parse("wiki-de:german=de.txt"));
  }

  @Test
  void joinsThePathsOfANameThatComesTwice() {
    assertEquals(
        List.of(
            new SourceSpec("a", "a", List.of("1", "3")), new SourceSpec("b", "b", List.of("2"))),
        SourceSpec.parseAll(List.of("a=1", "b=2", "a=3"), path -> path));
  }

  @Test
  void refusesTwoDomainsForOneName() {
    UsageException refused =
        assertThrows(
            UsageException.class,
            () -> SourceSpec.parseAll(List.of("a:prose=1", "a:code=2"), path -> path));
    assertTrue(refused.getMessage().contains("prose and code"), refused.getMessage());
  }

  @Test
  void takesOptionsBehindThePaths() {
    SourceSpec spec = SourceSpec.parse("code=data/*.jsonl,b;field=a.b.0.c;samples=5;strict");
    assertEquals(List.of("data/*.jsonl", "b"), spec.paths());
    assertEquals(
        Map.of(
            SourceOption.FIELD, "a.b.0.c", SourceOption.SAMPLES, "5", SourceOption.STRICT, "yes"),
        spec.options());
    assertEquals("code=data/*.jsonl,b;field=a.b.0.c;samples=5;strict=yes", spec.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=b",
        "a:c=b,c;separator=^= ",
        "a=x;y.txt",
        "a=hf:x,y;z;separator=---;langs=en,es",
        "a=x\\;field=y;field=z",
        "a=x;separator=^\\;skip=1;skip=2",
        "a=-;format=jsonl",
        "a=hf:o/n;config=c;split=train",
        "a=program:x y,random:8000"
      })
  void writesASourceAsItReadsIt(String text) {
    SourceSpec spec = SourceSpec.parse(text);
    assertEquals(spec, SourceSpec.parse(spec.toString()));
    assertEquals(spec, SourceSpec.ofOrigin(spec.name(), spec.domain(), spec.origin()));
    assertTrue(text.length() >= spec.toString().length(), spec.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a=/home/me/x.txt,y/*.md | a=x.txt,*.md
          a=logits:/home/me/base.kld;use=evaluation | a=logits:base.kld;use=evaluation
          a=logits:/home/me/base.h5;text=/home/me/x.txt | a=logits:base.h5;text=x.txt
          a=program:/home/me/read.py 8 | a=program:read.py 8
          a=hf:o/n;config=c | a=hf:o/n;config=c
          """)
  void leavesDirectoriesOut(String text, String without) {
    assertEquals(without, SourceSpec.parse(text).withoutDirectories().toString());
  }

  @Test
  void takesPathsOfOlderRecordsAsTheyAre() {
    assertEquals(
        List.of("/x;y=1/a", "/b;c"), SourceSpec.ofOrigin("a", "a", "/x;y=1/a,/b;c").paths());
    SourceSpec odd = SourceSpec.ofOrigin("a", "a", "/x;y=1/a");
    assertEquals(odd, SourceSpec.parse(odd.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b;feild=x|a source has no option feild; did you mean field?",
        "a=b;lang=en|did you mean langs?",
        "a=b;field=|field has no value",
        "a=b;samples=many|not a whole number: many",
        "a=b;format=xml|the format xml is not known; it is one of jsonl, json",
        "a=b;separator=^(|the separator ^( is not a regular expression",
        "a=b;strict=maybe|write yes or no, not maybe",
        "a=b;skip=1;skip=2|skip is given twice: 1 and 2",
        "a=b;langs=en|langs has no effect on files; it is for hf:, plugin:, program:"
      })
  void refusesOptionsThatSayNothing(String text, String refusal) {
    String message = assertThrows(UsageException.class, () -> SourceSpec.parse(text)).getMessage();
    assertTrue(message.contains(refusal), message);
  }

  @Test
  void takesDefaultsThatHaveAnEffect() {
    SourceSpec spec =
        SourceSpec.parse("a=b;skip=1")
            .withDefaults(
                Map.of(SourceOption.SKIP, "2", SourceOption.LANGS, "en", SourceOption.FIELD, "x"));
    assertEquals("a=b;field=x;skip=1", spec.toString());
  }

  @Test
  void changesTheNamesOfFilesOnly() {
    assertEquals(
        List.of("-", "hf:a/b", "program:/a/x", "/y"),
        SourceSpec.parse("a=-,hf:a/b,program:a/x,y").withPaths(path -> "/" + path).paths());
  }

  @ParameterizedTest
  @ValueSource(strings = {"corpus.txt", "=a.txt", "a b=c", "a=", "a=,", "-x=a", "a:=b", "src/a=b"})
  void refusesWhatIsNoSource(String text) {
    UsageException refused = assertThrows(UsageException.class, () -> SourceSpec.parse(text));
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }

  @Test
  void severalLanguagesMakeASourceOfEach() {
    List<SourceSpec> specs =
        SourceSpec.parseAll(
            List.of("web:text=hf:a/b;langs=en, de,en", "own=hf:c/d;langs=fr", "x=hf:e/f"),
            path -> path);
    assertEquals(
        "web-en:text-en=hf:a/b;langs=en web-de:text-de=hf:a/b;langs=de own=hf:c/d;langs=fr"
            + " x=hf:e/f",
        specs.stream().map(SourceSpec::toString).collect(joining(" ")));
    assertThrows(
        UsageException.class,
        () -> SourceSpec.parseAll(List.of("w=hf:a/b;langs=en,de", "w-en=c.txt"), path -> path));
  }
}
