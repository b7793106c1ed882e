package dev.quantloop.app.source.plugin;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.format.ShellWords;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.RequiredDocuments;
import dev.quantloop.app.source.Sampling;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceScheme;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.file.RecordDocuments;
import dev.quantloop.plugin.SourcePlugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Opens sources that are written {@code plugin:NAME} or {@code program:PATH}, each with words that
 * are handed on.
 *
 * @param directory of the jars
 * @param says gets what a program prints on standard error
 */
public record Plugins(Path directory, Consumer<String> says) {
  private static final long PATIENCE_SECONDS = 60;
  private static final String DIRECTORY = "plugins";

  /** Opens {@code program:PATH}. */
  public static DocumentReader openProgram(
      SourceSpec spec, String words, ReadingContext context, ReadingReport report) {
    RecordReader records = of(context).program(words, Sampling.of(spec), patience(spec));
    return documents(SourceScheme.PROGRAM, words, records, spec, context, report);
  }

  /** Opens {@code plugin:NAME}. */
  public static DocumentReader openPlugin(
      SourceSpec spec, String words, ReadingContext context, ReadingReport report) {
    RecordReader records = of(context).plugin(words, Sampling.of(spec), patience(spec));
    return documents(SourceScheme.PLUGIN, words, records, spec, context, report);
  }

  private static Plugins of(ReadingContext context) {
    return new Plugins(context.directories().data().resolve(DIRECTORY), context.says());
  }

  private static Duration patience(SourceSpec spec) {
    return Duration.ofSeconds(spec.number(SourceOption.TIMEOUT, PATIENCE_SECONDS));
  }

  private static DocumentReader documents(
      SourceScheme scheme,
      String words,
      RecordReader records,
      SourceSpec spec,
      ReadingContext context,
      ReadingReport report) {
    String name = scheme.label() + words;
    return new RequiredDocuments(
        new RecordDocuments(name, records, spec, context.chats(), report), name, Sampling.of(spec));
  }

  /**
   * Starts a program that prints JSONL, without a shell.
   *
   * @param words its path and arguments, quoted as in a shell
   */
  RecordReader program(String words, Sampling sampling, Duration patience) {
    return new ProgramRecords(split(words), sampling, patience, says);
  }

  /**
   * Asks a plugin in a jar.
   *
   * @param words its name, and options as KEY=VALUE
   */
  RecordReader plugin(String words, Sampling sampling, Duration patience) {
    List<String> split = split(words);
    SourcePlugin plugin = find(split.get(0));
    Map<String, String> options = new LinkedHashMap<>();
    for (String word : split.subList(1, split.size())) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new UsageException("options of a plugin are written KEY=VALUE; this is not: " + word);
      }
      options.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return new JarRecords(plugin, sampling, options, patience);
  }

  private static List<String> split(String words) {
    List<String> split =
        ShellWords.split(words)
            .orElseThrow(() -> new UsageException("a quotation mark is missing: " + words));
    if (split.isEmpty()) {
      throw new UsageException("name a plugin or a program: plugin:NAME, program:PATH");
    }
    return split;
  }

  private SourcePlugin find(String name) {
    Map<String, SourcePlugin> plugins = load();
    SourcePlugin plugin = plugins.get(name);
    if (plugin == null) {
      throw new UserException(
          "no plugin %s in %s; %s"
              .formatted(
                  name,
                  directory,
                  plugins.isEmpty()
                      ? "there are none"
                      : "there are: " + String.join(", ", plugins.keySet())));
    }
    return plugin;
  }

  private Map<String, SourcePlugin> load() {
    Map<String, SourcePlugin> plugins = new TreeMap<>();
    List<URL> jars = jars();
    // Open as long as the program runs: plugins load classes whenever they need them.
    ClassLoader loader =
        new URLClassLoader(jars.toArray(URL[]::new), SourcePlugin.class.getClassLoader());
    try {
      for (SourcePlugin plugin : ServiceLoader.load(SourcePlugin.class, loader)) {
        if (plugins.put(plugin.name(), plugin) != null) {
          throw new UserException(
              "two plugins in %s are called %s; remove one".formatted(directory, plugin.name()));
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new UserException(
          "a plugin in %s can't be loaded: %s"
              .formatted(directory, FailureMessage.oneLine(e.getMessage())),
          e);
    }
    return plugins;
  }

  private List<URL> jars() {
    List<URL> jars = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
        for (Path file : files) {
          jars.add(file.toUri().toURL());
        }
      } catch (IOException e) {
        throw new UserException("can't read " + directory + ": " + FailureMessage.ofAny(e), e);
      }
    }
    return jars;
  }
}
