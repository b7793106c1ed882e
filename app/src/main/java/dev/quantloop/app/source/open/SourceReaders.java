package dev.quantloop.app.source.open;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceOpener;
import dev.quantloop.app.source.SourceScheme;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.file.FileDocuments;
import dev.quantloop.app.source.file.HashedDocuments;
import dev.quantloop.app.source.file.StandardInput;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Opens sources. One of these serves all sources of a command, since standard input can be read
 * once. Used by one thread.
 */
public final class SourceReaders {
  private final ReadingContext context;
  private final Map<SourceScheme, SourceOpener> openers = new EnumMap<>(SourceScheme.class);

  /** Reads files and standard input. */
  public SourceReaders(ReadingContext context) {
    this.context = context;
    StandardInput in = new StandardInput();
    with(SourceScheme.STDIN, (spec, path, c, report) -> in.open(spec, c, report));
  }

  /** Adds a kind of source. */
  public SourceReaders with(SourceScheme scheme, SourceOpener opener) {
    openers.put(scheme, opener);
    return this;
  }

  /**
   * Opens a source: its files, then what its other paths name.
   *
   * @param report of this source alone
   * @throws UserException when a path names nothing that can be opened
   */
  public DocumentReader open(SourceSpec spec, ReadingReport report) {
    List<JoinedDocuments.Part> parts = new ArrayList<>();
    if (!spec.files().isEmpty()) {
      DocumentReader files = FileDocuments.of(spec, context, report);
      parts.add(new JoinedDocuments.Part(() -> files, true));
    }
    for (String path : spec.paths()) {
      SourceScheme scheme = SourceScheme.of(path);
      if (scheme != SourceScheme.FILES) {
        SourceOpener opener = opener(spec, path, scheme);
        parts.add(
            new JoinedDocuments.Part(
                () -> opened(opener, spec, path, report), scheme == SourceScheme.STDIN));
      }
    }
    return new JoinedDocuments(spec, parts, report);
  }

  /** Local readers keep the hash of the source themselves. */
  private DocumentReader opened(
      SourceOpener opener, SourceSpec spec, String path, ReadingReport report) {
    SourceScheme scheme = SourceScheme.of(path);
    DocumentReader documents = opener.open(spec, scheme.rest(path), context, report);
    return scheme == SourceScheme.STDIN ? documents : new HashedDocuments(documents, report);
  }

  private SourceOpener opener(SourceSpec spec, String path, SourceScheme scheme) {
    SourceOpener opener = openers.get(scheme);
    if (opener == null) {
      throw new UserException(
          "this command does not read sources like %s, of %s".formatted(path, spec.name()));
    }
    return opener;
  }
}
