package dev.quantloop.app.experiment;

import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ModelText;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceSearch;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.SourceUse;
import dev.quantloop.app.source.file.HashedDocuments;
import dev.quantloop.app.source.open.SourceReaders;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source of an experiment that is to be created.
 *
 * @param origin the paths as the user gave them, or where else the text comes from
 * @param opener opens its documents
 */
public record SourceInput(String name, String domain, String origin, Opener opener) {
  /** Opens the documents of a source. */
  @FunctionalInterface
  public interface Opener {
    /**
     * @param report told what is passed over
     * @param model whose corpora are made; stays open until the reader is closed
     */
    DocumentReader open(ReadingReport report, ModelText model);
  }

  /** How the origin of a text begins that is part of the program, and in no file. */
  public static final String BUILT_IN = "built into quantloop ";

  /**
   * @param origin as a source on record has it
   */
  public static boolean isBuiltIn(String origin) {
    return origin.startsWith(BUILT_IN);
  }

  /**
   * Those that a user names; their files are looked for, but not read yet.
   *
   * @throws dev.quantloop.app.UserException when a path names nothing, or two sources have a file
   *     in common
   */
  public static List<SourceInput> of(List<SourceSpec> specs, SourceReaders readers) {
    Map<String, SourceSearch> files = new LinkedHashMap<>();
    specs.forEach(spec -> files.put(spec.name(), SourceSearch.find(spec)));
    SourceSearch.requireDisjoint(files);
    return specs.stream()
        .map(
            spec ->
                new SourceInput(
                    spec.name(),
                    spec.domain(),
                    origin(spec),
                    (report, model) -> readers.with(model).open(spec, report)))
        .toList();
  }

  /** Which side of the split it serves. */
  public SourceUse use() {
    return SourceSpec.ofOrigin(name, domain, origin).use();
  }

  /** Whether its text comes with a file of the baseline's predictions. */
  public boolean isLogits() {
    return logits().isPresent();
  }

  /** The file of the baseline's predictions that its text comes with. */
  public Optional<Path> logits() {
    return SourceSpec.ofOrigin(name, domain, origin).logits();
  }

  /** One whose documents are in memory, each of them counting as a file. */
  public static SourceInput of(String name, String origin, List<Document> documents) {
    return new SourceInput(
        name,
        name,
        origin,
        (report, model) -> new HashedDocuments(reader(documents, report), report));
  }

  private static DocumentReader reader(List<Document> documents, ReadingReport report) {
    Iterator<Document> all = documents.iterator();
    return new DocumentReader() {
      @Override
      public Optional<Document> next() {
        if (!all.hasNext()) {
          return Optional.empty();
        }
        report.file();
        return Optional.of(all.next());
      }

      @Override
      public void close() {}
    };
  }

  /** The paths, so that they name the same files from any directory, and the options. */
  private static String origin(SourceSpec spec) {
    return spec.withPaths(path -> Path.of(path).toAbsolutePath().normalize().toString()).origin();
  }
}
