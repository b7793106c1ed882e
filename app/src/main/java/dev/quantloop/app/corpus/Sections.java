package dev.quantloop.app.corpus;

import dev.quantloop.app.source.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Cuts a document that is more than half of its source into sections of whole chunks, which then
 * count as documents: else one side of the split would have to do without it. Neighbouring sections
 * resemble each other, so such a source says less than its documents' number suggests.
 */
final class Sections {
  private static final String MARK = ", section ";

  /** Longer sections would cost the pool more than they keep the two sides apart. */
  private static final int LONGEST_CHUNKS = 8;

  private Sections() {}

  static ReadSource of(ReadSource source, SplitSizes sizes) {
    long tokens = source.tokens();
    List<ReadDocument> documents = new ArrayList<>();
    for (ReadDocument document : source.documents()) {
      if (document.tokens() * 2 > tokens) {
        documents.addAll(cut(source, document, length(document.tokens(), sizes)));
      } else {
        documents.add(document);
      }
    }
    return source.with(documents);
  }

  /** The lengths of documents, those of sections in the place of theirs. */
  static long[] of(long[] lengths, SplitSizes sizes) {
    long tokens = Arrays.stream(lengths).sum();
    return Arrays.stream(lengths)
        .flatMap(
            length ->
                length * 2 > tokens ? cut(length, length(length, sizes)) : LongStream.of(length))
        .toArray();
  }

  private static LongStream cut(long tokens, long length) {
    return LongStream.iterate(0, first -> first < tokens, first -> first + length)
        .map(first -> Math.min(length, tokens - first));
  }

  /** Tokens of a section: those that are evaluated on are to take an eighth of the text. */
  private static long length(long tokens, SplitSizes sizes) {
    int perDocument = sizes.perDocument();
    int contextSize = sizes.contextSize();
    long drawn = Math.max(1, (sizes.evaluation() + perDocument - 1) / perDocument);
    long chunks = tokens / contextSize / (8 * drawn);
    return contextSize * Math.max(perDocument, Math.min(LONGEST_CHUNKS, chunks));
  }

  private static List<ReadDocument> cut(ReadSource source, ReadDocument document, long length) {
    List<ReadDocument> sections = new ArrayList<>();
    long end = document.firstToken() + document.tokens();
    for (long first = document.firstToken(); first < end; first += length) {
      int count = (int) Math.min(length, end - first);
      int[] tokens = source.spool().read(first, count);
      sections.add(
          new ReadDocument(
              document.name() + MARK + (sections.size() + 1),
              Sha256.of(tokens, 0, count),
              0,
              first,
              count,
              null));
    }
    return sections;
  }

  /** How many of a source's documents are sections. */
  static int count(ReadSource source) {
    return (int) source.documents().stream().filter(Sections::isOne).count();
  }

  /** Texts are never empty. */
  static boolean isOne(ReadDocument document) {
    return document.bytes() == 0 && document.name().contains(MARK);
  }
}
