package dev.quantloop.app.create;

import dev.quantloop.app.corpus.DocumentTokenizer;
import dev.quantloop.app.corpus.ReadSource;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.corpus.SourceReading;
import dev.quantloop.app.corpus.TokenCache;
import dev.quantloop.app.corpus.TokenSpool;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ModelText;
import dev.quantloop.app.source.ReadingReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Sources that have been read, with their tokens in temporary files, which closing deletes. Used by
 * one thread.
 */
public final class ReadSources implements AutoCloseable {
  private final List<Read> sources = new ArrayList<>();
  private final List<TokenSpool> spools = new ArrayList<>();

  /** A source as it was asked for, what it has, and what was passed over. */
  public record Read(SourceInput input, ReadSource source, ReadingReport report) {}

  private ReadSources() {}

  /**
   * Reads sources.
   *
   * @param joined whether each is one text, wherever its documents end
   * @param model whose corpora are made
   * @param directory for the temporary files
   * @param wantedTokens of a source; no more are read than it takes to have as many
   */
  public static ReadSources of(
      List<SourceInput> inputs,
      boolean joined,
      ModelText model,
      DocumentTokenizer tokenizer,
      TokenCache cache,
      Path directory,
      ReadingListener listener,
      ToLongFunction<SourceInput> wantedTokens) {
    ReadSources all = new ReadSources();
    try {
      for (SourceInput input : inputs) {
        TokenSpool spool = TokenSpool.in(directory);
        all.spools.add(spool);
        ReadingReport report = new ReadingReport();
        SourceReading reading =
            new SourceReading(
                tokenizer,
                cache,
                spool,
                wantedTokens.applyAsLong(input),
                bytes -> listener.read(input.name(), bytes));
        try (DocumentReader documents = input.opener().open(report, model)) {
          ReadSource read =
              joined
                  ? reading.readJoined(input.name(), documents)
                  : reading.read(input.name(), documents);
          all.sources.add(new Read(input, read.serving(input.use()), report));
        }
      }
      cache.trim();
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  public List<Read> sources() {
    return List.copyOf(sources);
  }

  @Override
  public void close() {
    spools.forEach(TokenSpool::close);
  }
}
