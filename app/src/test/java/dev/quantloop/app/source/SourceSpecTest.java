package dev.quantloop.app.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @ParameterizedTest
  @ValueSource(strings = {"corpus.txt", "=a.txt", "a b=c", "a=", "a=,", "-x=a", "a:=b", "src/a=b"})
  void refusesWhatIsNoSource(String text) {
    UsageException refused = assertThrows(UsageException.class, () -> SourceSpec.parse(text));
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }
}
