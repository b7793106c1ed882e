package dev.quantloop.app.cli;

import dev.quantloop.app.ExitCode;
import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.option.DbOption;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.OutputClosedException;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.setting.SettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line on standard error and an exit code. */
final class FailureReport {
  private static final Pattern NUMBER_ATTACHED = Pattern.compile("(-[A-Za-z]+)(\\d+)");

  private static final Pattern ADVICE =
      Pattern.compile("(?<=[:'] ?)quantloop (demo|ls|new|rm|run|show|stop|watch)(?![\\w-])");

  private final Console console;

  FailureReport(Console console) {
    this.console = console;
  }

  /** A failure outside of commands. Never throws. */
  int report(Throwable failure) {
    return report(failure, List.of());
  }

  /** A failed command. Never throws. */
  int report(Throwable failure, CommandLine command) {
    OptionSpec named = command.getCommandSpec().findOption("--db");
    return report(
        failure,
        named != null && named.getValue() instanceof Path database
            ? DbOption.flags(console, database.toAbsolutePath().normalize())
            : List.of());
  }

  private int report(Throwable failure, List<String> database) {
    if (failure instanceof OutputClosedException closed && closed.readerIsGone()) {
      return ExitCode.FAILURE;
    }
    String line = FailureMessage.of(failure).orElseGet(() -> unexpected(failure));
    if (failure instanceof SettingException wrong) {
      line += " (" + wrong.setting().flag() + ")";
    }
    console.say("quantloop: " + naming(database, line));
    return failure instanceof UsageException ? ExitCode.USAGE : ExitCode.FAILURE;
  }

  /** The commands that a line advises, on the database that was given. */
  private static String naming(List<String> database, String line) {
    return database.isEmpty() || line.contains(" --db ")
        ? line
        : ADVICE
            .matcher(line)
            .replaceAll("$0 " + Matcher.quoteReplacement(ShellWords.quoted(database)));
  }

  /** A command line that makes no sense. */
  int usage(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    console.say("quantloop: " + wrong(failure) + suggestion(failure));
    console.say("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private String wrong(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    boolean hasCommands = !command.getSubcommands().isEmpty() || command.getParent() == null;
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      if (first.startsWith("-")) {
        return "Unknown option: '" + FailureMessage.oneLine(first) + "'";
      } else if (hasCommands) {
        String before = command.getParent() == null ? "" : command.getCommandName() + " ";
        return "no command is called " + before + FailureMessage.oneLine(first);
      }
      return notPath(first).orElse(FailureMessage.oneLine(failure.getMessage()));
    }
    return FailureMessage.oneLine(failure.getMessage());
  }

  /** Why a word can't be one of several paths, which picocli takes for a word too many. */
  private Optional<String> notPath(String word) {
    try {
      console.directories().path(word);
      return Optional.empty();
    } catch (UserException | InvalidPathException e) {
      return FailureMessage.of(e);
    }
  }

  private static String suggestion(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String first = unmatched.getUnmatched().get(0);
    Matcher attached = NUMBER_ATTACHED.matcher(first);
    if (attached.matches()
        && failure.getCommandLine().getCommandSpec().findOption(attached.group(1)) != null) {
      return " (write %s %s)".formatted(attached.group(1), attached.group(2));
    }
    Stream<String> slips = names(failure.getCommandLine()).filter(name -> oneSlip(first, name));
    Stream<String> alike =
        unmatched.getSuggestions().stream().filter(close -> resembles(first, close));
    return Stream.concat(slips, alike)
        .filter(close -> !isHidden(failure.getCommandLine(), close))
        .findFirst()
        .map(close -> " (did you mean " + close + "?)")
        .orElse("");
  }

  private static boolean isHidden(CommandLine command, String name) {
    CommandLine named = command.getSubcommands().get(name);
    return named != null && named.getCommandSpec().usageMessage().hidden();
  }

  /** Commands and options that picocli may not find close enough. */
  private static Stream<String> names(CommandLine command) {
    return Stream.concat(
        command.getSubcommands().keySet().stream(),
        command.getCommandSpec().optionsMap().keySet().stream()
            .filter(name -> name.startsWith("--")));
  }

  /** Whether two neighbours are swapped, or one letter is wrong, missing or too many. */
  private static boolean oneSlip(String typed, String meant) {
    int shorter = Math.min(typed.length(), meant.length());
    int start = 0;
    while (start < shorter && typed.charAt(start) == meant.charAt(start)) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && typed.charAt(typed.length() - 1 - end) == meant.charAt(meant.length() - 1 - end)) {
      end++;
    }
    String wrong = typed.substring(start, typed.length() - end);
    String right = meant.substring(start, meant.length() - end);
    boolean swapped =
        wrong.length() == 2 && new StringBuilder(wrong).reverse().toString().equals(right);
    return swapped || wrong.length() <= 1 && right.length() <= 1;
  }

  /**
   * The beginning of it, or two letters at most wrong, missing or swapped, counted roughly: by the
   * letters they share.
   */
  private static boolean resembles(String typed, String meant) {
    if (typed.length() > 1 && meant.startsWith(typed)) {
      return true;
    }
    long shared = typed.chars().filter(letter -> meant.indexOf(letter) >= 0).count();
    return Math.abs(typed.length() - meant.length()) <= 2 && shared >= typed.length() - 1;
  }

  private String unexpected(Throwable failure) {
    String what = FailureMessage.oneLine(failure.toString());
    return writeTrace(failure)
        .map(file -> "unexpected failure: " + what + " (details: " + file + ")")
        .orElse("unexpected failure: " + what);
  }

  private Optional<Path> writeTrace(Throwable failure) {
    try {
      Path directory = console.directories().state().resolve("failures");
      Files.createDirectories(directory);
      Instant now = console.clock().instant();
      Path file = directory.resolve(now.toString().replace(':', '-') + ".log");
      Files.writeString(file, trace(failure, now));
      return Optional.of(file);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String trace(Throwable failure, Instant now) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    writer.println("quantloop " + ProgramVersion.CURRENT + " at " + now);
    for (String property : Arrays.asList("java.version", "java.vendor", "os.name", "os.arch")) {
      writer.println(property + "=" + System.getProperty(property));
    }
    failure.printStackTrace(writer);
    writer.flush();
    return text.toString();
  }
}
