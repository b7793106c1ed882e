package dev.quantloop.app.source.open;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quantloop.app.Directories;
import dev.quantloop.app.UserException;
import dev.quantloop.app.source.ChatRenderer;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads sources from a directory as commands do. */
final class ReadSource {
  final ReadingReport report = new ReadingReport();
  private final Path directory;
  private ReadingContext context;
  private int interruptedAt;
  private Interruption interruption;

  /** Something that happens to the files. */
  interface Interruption {
    void run() throws IOException;
  }

  ReadSource(Path directory) {
    this.directory = directory;
    given(new byte[0]);
  }

  ReadSource given(byte[] standardInput) {
    Map<String, String> environment = Map.of("HOME", directory.resolve("home").toString());
    context =
        new ReadingContext(
            Directories.of(environment), environment, new ByteArrayInputStream(standardInput));
    return this;
  }

  ReadSource withChats(ChatRenderer renderer) {
    context = context.withChats(renderer);
    return this;
  }

  /** Does something when so many documents were read. */
  ReadSource onDocument(int number, Interruption what) {
    interruptedAt = number;
    interruption = what;
    return this;
  }

  /** All documents; paths are relative to the directory. */
  List<Document> documents(String paths) {
    SourceSpec spec =
        SourceSpec.parse("s=" + paths).withPaths(path -> directory.resolve(path).toString());
    try (DocumentReader reader = new SourceReaders(context).open(spec, report)) {
      List<Document> documents = new ArrayList<>();
      for (Optional<Document> next = reader.next(); next.isPresent(); next = reader.next()) {
        documents.add(next.get());
        if (documents.size() == interruptedAt) {
          interruption.run();
        }
      }
      return documents;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<String> texts(String paths) {
    return documents(paths).stream().map(ReadSource::text).toList();
  }

  /** The names without the directory. */
  String names(String paths) {
    return documents(paths).stream()
        .map(document -> Path.of(document.name()).getFileName().toString())
        .collect(joining(" "));
  }

  /** The line without the directory. */
  String refusal(String paths) {
    return assertThrows(UserException.class, () -> texts(paths))
        .getMessage()
        .replace(directory + "/", "");
  }

  String said() {
    return String.join("\n", report.lines()).replace(directory + "/", "");
  }

  static String text(Document document) {
    try (InputStream in = document.text().get()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
