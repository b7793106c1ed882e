package dev.quantloop.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.cli.CliFixture.Result;
import dev.quantloop.app.format.DisplayWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.TypeConversionException;

class QuantloopCommandTest {
  @TempDir private Path home;

  @Test
  void saysTheVersionOfThePom() throws IOException {
    Matcher version =
        Pattern.compile("<version>(.*?)</version>")
            .matcher(Files.readString(Path.of("../pom.xml")));
    assertTrue(version.find());
    assertEquals(version.group(1), ProgramVersion.CURRENT);
    assertEquals(new Result(0, "quantloop " + version.group(1) + "\n", ""), run("--version"));
  }

  @Test
  void listsEveryVisibleCommandInItsHelp() {
    Result help = run("--help");
    assertEquals(0, help.code());
    for (CommandCatalog.Entry entry : CommandCatalog.ENTRIES) {
      assertEquals(
          entry.group() != CommandCatalog.Group.HIDDEN,
          help.out().contains("\n  " + entry.name() + " "),
          entry.name());
    }
  }

  @Test
  void failsAsAWrongUsageWithoutACommand() {
    assertEquals(2, run().code());
    assertEquals(2, run("frobnicate").code());
    assertTrue(run("frobnicate").err().contains("no command is called frobnicate"));
    assertTrue(run("imatrx").err().contains("did you mean imatrix"), run("imatrx").err());
    assertTrue(run("--hepl").err().contains("did you mean --help"));
  }

  @Test
  void knowsNoCommandByAnotherNameEvenWhereHelpIsAskedFor() {
    for (List<String> words :
        List.of(List.of("imatrx", "--help"), List.of("-h", "imatrx"), List.of("imatrx", "-x"))) {
      Result result = run(words.toArray(String[]::new));
      assertEquals(2, result.code(), result.err());
      assertEquals("", result.out());
      assertTrue(
          result.err().contains("no command is called imatrx (did you mean imatrix?)"),
          result.err());
    }
    assertTrue(
        run("native", "instal", "-h").err().contains("native instal (did you mean install?"));
    assertTrue(run("quant", "--help").err().contains("did you mean quantize?"));
    assertFalse(run("trial").err().contains("trials"));
    assertTrue(run("kdl").err().contains("kdl (did you mean kld?)"));
    assertTrue(run("rnu").err().contains("rnu (did you mean run?)"));
    assertTrue(run("shwo").err().contains("shwo (did you mean show?)"));
    assertFalse(run("klf1").err().contains("did you mean"));
  }

  @Test
  void saysWhatANumberMayBe() {
    for (String wrong : List.of("1.5", "99999999999", "a", "0", "-1")) {
      Result result = run("run", "mine", "--iterations", wrong);
      assertEquals(2, result.code(), result.err());
      String reason = "'" + wrong + "' is not a whole number from 1 to 1000000";
      assertTrue(result.err().contains(reason), result.err());
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyNumberOnTheCommandLineHasARange(String name) {
    CommandLine command =
        QuantloopCommand.commandLine(new CliFixture(home).console()).getSubcommands().get(name);
    for (ArgSpec argument : command.getCommandSpec().args()) {
      Class<?> type =
          argument.auxiliaryTypes().length == 0 ? argument.type() : argument.auxiliaryTypes()[0];
      if (type.isPrimitive() && type != boolean.class || Number.class.isAssignableFrom(type)) {
        assertEquals(1, argument.converters().length, argument.toString());
        assertThrows(
            TypeConversionException.class,
            () -> argument.converters()[0].convert("99999999999999"),
            argument.toString());
      }
    }
  }

  @Test
  void refusesMoreThreadsThanCanWork() {
    for (String[] command :
        List.of(
            new String[] {"imatrix", "-m", "x", "-f", "x"},
            new String[] {"quantize", "x", "y", "Q4_0"},
            new String[] {"tune", "-m", "x"},
            new String[] {"demo"},
            new String[] {"new", "x", "-m", "x", "--source", "x=x"})) {
      for (String threads : List.of("0", "513", "5000", "100000")) {
        String[] words =
            Stream.concat(Stream.of(command), Stream.of("-t", threads)).toArray(String[]::new);
        Result result = run(words);
        assertEquals(2, result.code(), result.err());
        String reason = "'%s' is not a whole number from 1 to 512".formatted(threads);
        assertTrue(result.err().contains(reason), result.err());
      }
    }
    assertTrue(
        run("quantize", "x", "y", "Q4_0", "5000").message().contains("THREADS: '5000' is not"));
  }

  @Test
  void refusesOptionsBeforeACommandThatWouldNotSeeThem() {
    for (String option : List.of("--db", "--llama-lib", "--rpc")) {
      Result result = run(option, "x", "run", "mine");
      assertEquals(2, result.code(), result.err());
      String advice = "%1$s must stand after the command: quantloop run %1$s".formatted(option);
      assertTrue(result.err().contains(advice), result.err());
    }
    assertTrue(run("--ascii", "ls").err().contains("--ascii has no effect on the command ls"));
    assertTrue(run("--ascii", "draw").err().contains("--ascii must stand after the command"));
    assertEquals(0, run("--help", "ls").code());
  }

  static Stream<String> commands() {
    return CommandCatalog.ENTRIES.stream().map(CommandCatalog.Entry::name);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void explainsEachCommandWithAnExample(String name) {
    Result help = run(name, "--help");
    assertEquals(0, help.code(), help.err());
    assertTrue(
        help.out().startsWith("Usage: quantloop " + name)
            || help.out().contains("\nUsage: quantloop " + name),
        help.out());
    boolean hidden =
        CommandCatalog.ENTRIES.stream()
            .anyMatch(e -> e.name().equals(name) && e.group() == CommandCatalog.Group.HIDDEN);
    assertTrue(hidden || help.out().contains("Example"), help.out());
    assertFalse(help.out().contains("null"), help.out());
    assertTrue(help.out().lines().allMatch(line -> DisplayWidth.of(line) <= 80), help.out());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void answersAnUnknownFlagWithOneLineAndAHint(String name) {
    Result result = run(name, "--no-such-flag");
    assertEquals(2, result.code());
    assertEquals(2, result.err().lines().count(), result.err());
    assertEquals("", result.out());
  }

  @Test
  void showsOnceThatAnOptionTakesAList() {
    String help = run("run", "--help").out();
    assertTrue(help.contains("--rpc HOST:PORT[,...]\n"), help);
    assertTrue(help.contains("--tensor-split N,N,...\n"), help);
  }

  @Test
  void completesCommandsAndFlags() {
    Result script = run("completion");
    assertEquals(0, script.code());
    assertTrue(script.out().contains("imatrix"));
    assertTrue(script.out().contains("--ctx-size"));
  }

  private Result run(String... arguments) {
    return new CliFixture(home).run(arguments);
  }
}
