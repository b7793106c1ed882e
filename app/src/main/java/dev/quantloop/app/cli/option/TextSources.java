package dev.quantloop.app.cli.option;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.create.ReadSources;
import dev.quantloop.app.create.VocabularyTokenizer;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.machine.ThisMachine;
import dev.quantloop.app.source.SourceSearch;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The sources of a command, and the model whose tokens they become. */
public final class TextSources {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      required = true,
      description = "The model whose vocabulary is used; its weights are not loaded.")
  private Path model;

  @Option(
      names = "--source",
      paramLabel = SourceSpec.SYNTAX,
      required = true,
      description = "A named source of text, as quantloop new reads it; may come several times.")
  private List<String> sources;

  @Mixin private final SourceOptions options = new SourceOptions();

  /** What works with the sources while the model is open. */
  @FunctionalInterface
  public interface Work<T> {
    T with(ReadSources sources, Model vocabulary);
  }

  /** As they were typed. */
  public List<SourceSpec> specs(Console console) {
    return options.specs(sources, console.directories()::expanded);
  }

  /** The files among them, and the model: what an output must not be. */
  public List<Path> files(Console console) {
    return Stream.concat(
            Stream.of(model),
            specs(console).stream()
                .flatMap(spec -> SourceSearch.find(spec).found().stream())
                .map(SourceSearch.FoundFile::path))
        .toList();
  }

  /**
   * Reads them.
   *
   * @param wantedTokens of each; no more are read than it takes to have as many
   */
  public <T> T read(Console console, LlamaLibrary library, long wantedTokens, Work<T> work) {
    return read(console, library, model, specs(console), false, wantedTokens, work);
  }

  /**
   * Reads other sources than a command's own.
   *
   * @param joined whether each is one text, wherever its documents end
   * @param wantedTokens of each; no more are read than it takes to have as many
   */
  public static <T> T read(
      Console console,
      LlamaLibrary library,
      Path model,
      List<SourceSpec> specs,
      boolean joined,
      long wantedTokens,
      Work<T> work) {
    GgufFile.read(model).requireVocabulary();
    List<SourceInput> inputs = SourceInput.of(specs, ConsoleSources.of(console));
    Path cache = console.directories().cache();
    try (ReadingLine line = new ReadingLine(console, specs);
        Model vocabulary = Model.load(library, model, ModelOptions.VOCABULARY);
        ReadSources read =
            ReadSources.of(
                inputs,
                joined,
                VocabularyTokenizer.text(vocabulary),
                new VocabularyTokenizer(vocabulary, ThisMachine.mostThreads()),
                new TokenCache(cache),
                Files.createDirectories(cache),
                line,
                input -> wantedTokens)) {
      line.end();
      return work.with(read, vocabulary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
