package dev.quantloop.app.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.id.SourceId;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.DocumentPart;
import dev.quantloop.tracker.record.ReservedPart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitReportTest {
  private static final Corpus CORPUS =
      new Corpus(
          new CorpusId(1),
          new ExperimentId(1),
          new SourceId(1),
          "code",
          "code",
          0,
          Path.of("code.tokens"),
          "c",
          900,
          0,
          200,
          500,
          400);

  private static CorpusDocument document(int number, DocumentPart part, String reason) {
    return new CorpusDocument(
        number, "file " + number, "d", 10, 100, part, Optional.ofNullable(reason));
  }

  @Test
  void countsDocumentsAndSaysWhatIsKeptBack() {
    SplitReport report =
        new SplitReport(
            CORPUS,
            List.of(
                document(0, DocumentPart.EVALUATION, null),
                document(1, DocumentPart.SEARCH, null),
                document(2, DocumentPart.HELD_OUT, null),
                document(3, DocumentPart.HELD_OUT, null),
                document(4, DocumentPart.POOL, null),
                document(5, DocumentPart.LEFT_OUT, "the same text as file 1"),
                document(6, DocumentPart.LEFT_OUT, "the same text as file 2"),
                document(7, DocumentPart.LEFT_OUT, "shares much")),
            List.of(
                new ReservedPart(DocumentPart.SEARCH, 200, 1, "s"),
                new ReservedPart(DocumentPart.HELD_OUT, 300, 2, "h")));
    assertEquals(
        List.of(
            "documents  code: 1 evaluated on, 1 in the pool, 3 left out (1 shares much, 2 with the"
                + " text of an earlier one)",
            "kept back  code: 1 chunk of 1 document for choosing recipes, tokens 200 to 299",
            "           tokens SHA-256 s",
            "kept back  code: 2 chunks of 2 documents for the final figures, tokens 300 to 499",
            "           tokens SHA-256 h"),
        report.lines());
    assertEquals(
        Map.of("shares much", 1L, "with the text of an earlier one", 2L),
        report.document().get("reasons"));
    assertEquals(2L, report.document().get("held_out"));
    assertEquals("held out", report.reservedDocuments().get(1).get("part"));
  }

  @Test
  void sectionsOfATextAreOneDocument() {
    List<CorpusDocument> sections =
        List.of(
            new CorpusDocument(0, "a, section 1", "d", 0, 9, DocumentPart.POOL, Optional.empty()),
            new CorpusDocument(1, "a, section 2", "d", 0, 9, DocumentPart.POOL, Optional.empty()),
            document(2, DocumentPart.POOL, null));
    assertEquals(2, new SplitReport(CORPUS, sections, List.of()).texts());
  }
}
