package dev.quantloop.app.source.open;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ModelText;
import dev.quantloop.app.source.RandomTokens;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.SourceOpener;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceScheme;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.file.FileDocuments;
import dev.quantloop.app.source.file.HashedDocuments;
import dev.quantloop.app.source.file.StandardInput;
import dev.quantloop.app.source.hub.HubDatasets;
import dev.quantloop.app.source.logits.LogitsDocuments;
import dev.quantloop.app.source.plugin.Plugins;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Opens sources. One of these serves all sources of a command, since standard input can be read
 * once. Used by one thread.
 */
public final class SourceReaders {
  private ReadingContext context;
  private final Map<SourceScheme, SourceOpener> openers = new EnumMap<>(SourceScheme.class);

  /** Reads all kinds of sources. */
  public SourceReaders(ReadingContext context) {
    this.context = context;
    StandardInput in = new StandardInput();
    openers.put(SourceScheme.STDIN, (spec, path, c, report) -> in.open(spec, c, report));
    openers.put(SourceScheme.HUB, HubDatasets::open);
    openers.put(SourceScheme.PLUGIN, Plugins::openPlugin);
    openers.put(SourceScheme.PROGRAM, Plugins::openProgram);
    openers.put(SourceScheme.RANDOM, RandomTokens::open);
    openers.put(SourceScheme.LOGITS, new LogitsDocuments()::open);
  }

  /** Reads sources that need a model, too; it must stay open. */
  public SourceReaders with(ModelText model) {
    model.chats().ifPresent(chats -> context = context.withChats(chats));
    context = context.withVocabulary(model.vocabulary());
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
        SourceOpener opener = openers.get(scheme);
        for (SourceSpec one :
            SourceOption.LANGS.suits(scheme) ? spec.byLanguage() : List.of(spec)) {
          parts.add(
              new JoinedDocuments.Part(
                  () -> opened(opener, one, path, report), scheme == SourceScheme.STDIN));
        }
      }
    }
    return new JoinedDocuments(spec, parts, report);
  }

  private static boolean hashes(SourceScheme scheme) {
    return scheme == SourceScheme.STDIN || scheme == SourceScheme.LOGITS;
  }

  /** Some readers keep the hash of the source themselves. */
  private DocumentReader opened(
      SourceOpener opener, SourceSpec spec, String path, ReadingReport report) {
    SourceScheme scheme = SourceScheme.of(path);
    DocumentReader documents = opener.open(spec, scheme.rest(path), context, report);
    return hashes(scheme) ? documents : new HashedDocuments(documents, report);
  }
}
