package dev.quantloop.app.source.open;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceSpec;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The documents of all parts of a source, one part after the other, counted. */
final class JoinedDocuments implements DocumentReader {
  /**
   * What one kind of path names.
   *
   * @param local whether its reader leaves it to this one to skip documents and to end after some
   */
  record Part(Supplier<DocumentReader> open, boolean local) {}

  private final SourceSpec spec;
  private final Iterator<Part> parts;
  private final ReadingReport report;
  private Optional<DocumentReader> reader = Optional.empty();
  private boolean local;
  private long skipped;
  private long taken;
  private final boolean special;

  JoinedDocuments(SourceSpec spec, List<Part> parts, ReadingReport report) {
    this.spec = spec;
    this.parts = parts.iterator();
    this.report = report;
    this.special = spec.says(SourceOption.SPECIAL);
  }

  @Override
  public Optional<Document> next() {
    while (true) {
      Optional<Document> document =
          isEnough() ? Optional.empty() : reader.flatMap(DocumentReader::next);
      if (document.isPresent() && !leavesOut()) {
        deliver(document.get());
        return special ? document.map(Document::parsingSpecial) : document;
      } else if (document.isEmpty() && !open()) {
        requireSome();
        return Optional.empty();
      }
    }
  }

  private boolean isEnough() {
    return local && taken >= spec.number(SourceOption.SAMPLES, Long.MAX_VALUE);
  }

  private boolean leavesOut() {
    boolean leaves = local && skipped < spec.number(SourceOption.SKIP, 0);
    skipped += leaves ? 1 : 0;
    return leaves;
  }

  private void deliver(Document document) {
    taken += local ? 1 : 0;
    report.document(document.bytes());
  }

  private boolean open() {
    close();
    if (!parts.hasNext()) {
      return false;
    }
    Part part = parts.next();
    reader = Optional.of(part.open.get());
    local = part.local;
    return true;
  }

  private void requireSome() {
    if (report.documents() > 0) {
      sayIfFewer();
      return;
    }
    String why =
        skipped > 0
            ? "its %s are left out by skip=%d"
                .formatted(Numbers.counted(skipped, "document"), spec.number(SourceOption.SKIP, 0))
            : String.join("; ", report.lines());
    throw new UserException(
        "the source " + spec.name() + " has no document" + (why.isEmpty() ? "" : ": " + why));
  }

  private void sayIfFewer() {
    Optional<String> samples = spec.option(SourceOption.SAMPLES);
    if (local && samples.isPresent() && taken < Long.parseLong(samples.get())) {
      report.note(
          "samples=%s asks for more than there is: %s"
              .formatted(samples.get(), Numbers.counted(taken, "document")));
    }
  }

  @Override
  public void close() {
    reader.ifPresent(DocumentReader::close);
    reader = Optional.empty();
  }
}
