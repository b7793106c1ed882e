package dev.quantloop.app.create;

import dev.quantloop.app.corpus.Chunk;
import dev.quantloop.app.corpus.Piece;
import dev.quantloop.app.corpus.ReadDocument;
import dev.quantloop.app.corpus.SourceSample;
import dev.quantloop.app.corpus.TokenFile;
import dev.quantloop.app.experiment.ExperimentDirectory;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.ChunkDocument;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.NewCorpus;
import dev.quantloop.tracker.record.NewEvaluationSet;
import dev.quantloop.tracker.record.NewSource;
import dev.quantloop.tracker.record.ReservedPart;
import dev.quantloop.tracker.record.Source;
import dev.quantloop.tracker.service.Experiments;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A source of a new experiment whose token file has been written, and the rows that tell of it.
 *
 * @param sha256 of the token file
 */
record NewSourceRows(ReadSources.Read read, SourceSample sample, int contextSize, String sha256) {
  /** Writes the token file: the evaluation chunks, those that are kept back, the pool. */
  static NewSourceRows write(
      ReadSources.Read read, SourceSample sample, int contextSize, Path file) {
    String sha256 = TokenFile.write(file, sample.chunks().stream().map(sample::tokens).iterator());
    return new NewSourceRows(read, sample, contextSize, sha256);
  }

  void insert(
      Experiments experiments, ExperimentId experiment, ExperimentDirectory place, int position) {
    String name = read.input().name();
    Source source =
        experiments.register(
            new NewSource(
                name,
                read.input().domain(),
                read.report().sha256(),
                read.input().origin(),
                (int) Math.max(1, read.report().files()),
                Math.max(1, sample.source().bytes())));
    int reserved = sample.search().size() + sample.heldOut().size();
    Corpus corpus =
        experiments.addCorpus(
            experiment,
            new NewCorpus(
                source.id(),
                position,
                place.tokens(name),
                sha256,
                tokens(sample.chunks().size()),
                0,
                tokens(sample.evaluation().size()),
                tokens(sample.evaluation().size() + reserved),
                tokens(sample.pool().size())));
    if (!sample.evaluation().isEmpty()) {
      experiments.addEvaluationSet(
          experiment,
          new NewEvaluationSet(
              corpus.id(),
              name,
              read.input().domain(),
              0,
              sample.evaluation().size(),
              sha256(sample.evaluation())));
    }
    experiments.addDocuments(corpus.id(), documents(), chunkDocuments(), reservedParts());
  }

  private long tokens(int chunks) {
    return (long) chunks * contextSize;
  }

  private String sha256(List<Chunk> chunks) {
    MessageDigest digest = Sha256.digest();
    for (Chunk chunk : chunks) {
      Sha256.update(digest, sample.tokens(chunk), 0, contextSize);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private List<CorpusDocument> documents() {
    List<CorpusDocument> rows = new ArrayList<>();
    for (ReadDocument document : sample.source().documents()) {
      int number = rows.size();
      rows.add(
          new CorpusDocument(
              number,
              document.name(),
              document.sha256(),
              document.bytes(),
              document.tokens(),
              sample.parts().get(number),
              Optional.ofNullable(sample.reasons().get(number))));
    }
    return rows;
  }

  private List<ChunkDocument> chunkDocuments() {
    List<ChunkDocument> rows = new ArrayList<>();
    List<Chunk> chunks = sample.chunks();
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      List<Piece> pieces = chunks.get(chunk).pieces();
      for (int position = 0; position < pieces.size(); position++) {
        Piece piece = pieces.get(position);
        rows.add(
            new ChunkDocument(chunk, position, piece.document(), piece.first(), piece.tokens()));
      }
    }
    return rows;
  }

  private List<ReservedPart> reservedParts() {
    List<ReservedPart> parts = new ArrayList<>();
    int first = sample.evaluation().size();
    for (DocumentPart part : List.of(DocumentPart.SEARCH, DocumentPart.HELD_OUT)) {
      List<Chunk> chunks = part == DocumentPart.SEARCH ? sample.search() : sample.heldOut();
      if (!chunks.isEmpty()) {
        parts.add(new ReservedPart(part, tokens(first), chunks.size(), sha256(chunks)));
      }
      first += chunks.size();
    }
    return parts;
  }
}
