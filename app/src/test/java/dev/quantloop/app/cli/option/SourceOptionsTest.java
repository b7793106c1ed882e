package dev.quantloop.app.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SourceOptionsTest {
  @Command
  private static final class Reading {
    @Mixin private final SourceOptions options = new SourceOptions();

    private String read(List<String> sources) {
      return String.join(
          " ", options.specs(sources, path -> path).stream().map(Object::toString).toList());
    }
  }

  private final Reading reading = new Reading();

  @Test
  void saysOfAllSourcesWhatTheyDoNotSayThemselves() {
    new CommandLine(reading).parseArgs("--field", "body", "--langs", "en,de", "--strict");
    assertEquals(
        "a=x;field=body;strict=yes b=y;field=other;strict=yes c-en=hf:o/n;field=body;langs=en"
            + " c-de=hf:o/n;field=body;langs=de",
        reading.read(List.of("a=x", "b=y;field=other", "c=hf:o/n")));
  }

  @Test
  void refusesWhatHasNoEffect() {
    new CommandLine(reading).parseArgs("--langs", "en");
    assertEquals(
        "--langs has no effect on these sources",
        assertThrows(UsageException.class, () -> reading.read(List.of("a=x"))).getMessage());
    assertEquals(
        "--langs has no effect without a source",
        assertThrows(UsageException.class, () -> reading.read(List.of())).getMessage());
  }

  @Test
  void refusesAValueThatCannotBe() {
    new CommandLine(reading).parseArgs("--samples", "few");
    assertEquals(
        "not a whole number: few",
        assertThrows(UsageException.class, () -> reading.read(List.of("a=x"))).getMessage());
  }
}
