package dev.quantloop.app.source.file;

import dev.quantloop.app.PathName;
import dev.quantloop.app.UserException;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceSearch;
import dev.quantloop.app.source.SourceSearch.FoundFile;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.Utf8;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;

/** The documents of a source's files, one file after the other. */
public final class FileDocuments implements DocumentReader {
  private final Iterator<FoundFile> files;
  private final OpenFile opening;
  private Optional<DocumentReader> current = Optional.empty();
  private boolean opened;

  private FileDocuments(Iterator<FoundFile> files, OpenFile opening) {
    this.files = files;
    this.opening = opening;
  }

  /**
   * Finds the files of a source.
   *
   * @throws UserException when a path names nothing
   */
  public static FileDocuments of(SourceSpec spec, ReadingContext context, ReadingReport report) {
    SourceSearch search = SourceSearch.find(spec, report);
    return new FileDocuments(search.found().iterator(), new OpenFile(spec, context, report));
  }

  @Override
  public Optional<Document> next() {
    while (true) {
      Optional<Document> document = current.flatMap(DocumentReader::next);
      if (document.isPresent()) {
        return document;
      }
      close();
      if (!files.hasNext()) {
        requireText();
        return Optional.empty();
      }
      current = open(files.next());
      opened |= current.isPresent();
    }
  }

  private void requireText() {
    if (!opened) {
      throw new UserException(
          "the source %s has no text: %s"
              .formatted(opening.spec().name(), String.join("; ", opening.report().lines())));
    }
  }

  private Optional<DocumentReader> open(FoundFile file) {
    try {
      return Files.isRegularFile(file.path())
          ? opening.file(file)
          : Optional.of(opening.stream(PathName.of(file.path()), pipe(file.path())));
    } catch (IOException e) {
      throw Utf8.unreadable(file.path(), e);
    }
  }

  /** Without the file system's own stream, which asks where it is, and a pipe does not know. */
  private static InputStream pipe(Path path) throws IOException {
    return new FileInputStream(path.toFile());
  }

  @Override
  public void close() {
    current.ifPresent(DocumentReader::close);
    current = Optional.empty();
  }
}
