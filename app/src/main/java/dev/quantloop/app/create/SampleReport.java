package dev.quantloop.app.create;

import static dev.quantloop.app.format.Numbers.counted;
import static dev.quantloop.app.format.Numbers.verb;

import dev.quantloop.app.corpus.Chunk;
import dev.quantloop.app.corpus.SourceSample;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.record.DocumentPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a user should know of the sample that an experiment rests on, in whole lines. */
public record SampleReport(ReadSources.Read read, SourceSample sample, boolean keepsOverlap) {
  static List<String> of(DrawnCorpora drawn, boolean keepsOverlap) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < drawn.samples().size(); i++) {
      String name = drawn.sources().sources().get(i).input().name();
      new SampleReport(drawn.sources().sources().get(i), drawn.samples().get(i), keepsOverlap)
          .lines()
          .forEach(line -> lines.add(name + ": " + line));
    }
    return lines;
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>(read.report().lines());
    lines.add(split());
    if (sample.sections() > 0) {
      lines.add(
          "a text was cut into %s that count as documents; neighbours resemble each other, so they say less than documents of their own"
              .formatted(counted(sample.sections(), "section")));
    }
    copies().ifPresent(lines::add);
    if (sample.nearDuplicates() > 0) {
      lines.add(
          "%s nearly the same as %s (80 %% of the runs of five words)"
              .formatted(
                  are(sample.nearDuplicates()),
                  verb(sample.nearDuplicates(), "an earlier one", "earlier ones")));
    }
    if (sample.overlap() > 0) {
      lines.add(overlap());
    }
    if (!sample.source().complete()) {
      lines.add(
          "the first %s were read, which is enough for the largest corpus; the rest was not looked at"
              .formatted(Numbers.tokens(sample.source().tokens())));
    }
    return lines;
  }

  private String split() {
    return "%s, %s; %s%s, %s"
        .formatted(
            counted(sample.source().documents().size(), "document"),
            Numbers.tokens(sample.source().tokens()),
            sample.evaluation().isEmpty()
                ? "no evaluation"
                : "evaluation on " + of(sample.evaluation()),
            kept(", choosing recipes on ", sample.search())
                + kept(", final figures on ", sample.heldOut()),
            sample.pool().isEmpty() ? "no pool" : "a pool of " + of(sample.pool()));
  }

  private static String kept(String what, List<Chunk> chunks) {
    return chunks.isEmpty() ? "" : what + of(chunks);
  }

  private static String of(List<Chunk> chunks) {
    return "%s of %s"
        .formatted(
            counted(chunks.size(), "chunk"), counted(SourceSample.documentsOf(chunks), "document"));
  }

  private Optional<String> copies() {
    long copies = sample.copies();
    return copies > 0
        ? Optional.of(
            "%s the same as %s and left out"
                .formatted(are(copies), verb(copies, "an earlier one", "earlier ones")))
        : Optional.empty();
  }

  private int overlapLeftOut() {
    return sample.overlapKept() ? 0 : sample.overlap();
  }

  private String overlap() {
    int shared = sample.overlap();
    long pool = sample.documents(DocumentPart.POOL) + overlapLeftOut();
    String fate =
        !sample.overlapKept()
            ? "%s left out".formatted(verb(shared, "is", "are"))
            : keepsOverlap
                ? verb(shared, "stays", "stay") + " in it"
                : "stay in it, being most of them";
    return "%d of %s of the pool %s 12 tokens in a row with evaluation text and %s"
        .formatted(shared, counted(pool, "document"), verb(shared, "shares", "share"), fate);
  }

  private static String are(long count) {
    return counted(count, "document") + " " + verb(count, "is", "are");
  }
}
