package dev.quantloop.app.cli.report;

import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.chunktext.ChunkText.ScoredToken;
import dev.quantloop.app.format.FigureText;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.tracker.stats.FigureLists;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Evaluation chunks with their figures and their text, for a person and as JSON.
 *
 * @param distribution of all chunks of the quant
 * @param chunks those to be shown
 * @param texts of these
 */
public record ChunkReport(
    String quantName, Distribution distribution, List<ChunkScore> chunks, List<ChunkText> texts) {
  private static final int WORST_TOKENS = 5;
  private static final int CHARACTERS_BEFORE = 12;
  private static final String INDENT = "    ";

  public void print(PrintWriter out) {
    for (int i = 0; i < chunks.size(); i++) {
      out.print(i > 0 ? System.lineSeparator() : "");
      print(out, chunks.get(i), texts.get(i));
    }
    out.flush();
  }

  private void print(PrintWriter out, ChunkScore chunk, ChunkText text) {
    out.println(
        "%s, chunk %d of %s (%s)"
            .formatted(
                quantName,
                chunk.chunk(),
                chunk.set().name(),
                ChunkText.place(distribution, chunk)));
    out.println(String.join("  ", FigureText.titled(FigureLists.CHUNK, chunk.statistics())));
    out.println(
        "worst tokens: "
            + text.worst(WORST_TOKENS).stream()
                .map(token -> inContext(text, token) + " " + Numbers.score(token.kld()))
                .collect(Collectors.joining("  ")));
    out.println();
    text.text().lines().forEach(line -> out.println(INDENT + line));
  }

  /** A token in brackets after what comes before it, in one line. */
  private static String inContext(ChunkText text, ScoredToken token) {
    String words = text.textBefore(token, CHARACTERS_BEFORE) + "[" + text.textOf(token) + "]";
    return words.replace("\n", "\\n").replace("\t", "\\t");
  }

  public List<Map<String, Object>> document() {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      documents.add(document(chunks.get(i), texts.get(i)));
    }
    return documents;
  }

  private Map<String, Object> document(ChunkScore chunk, ChunkText text) {
    return Json.object(
        "evaluation_set", chunk.set().name(),
        "domain", chunk.set().domain(),
        "chunk", chunk.chunk(),
        "place", distribution.place(chunk),
        "statistics", chunk.statistics().byKey(),
        "text", text.text(),
        "token_starts", text.tokens().stream().map(ScoredToken::start).toList(),
        "token_ends", text.tokens().stream().map(ScoredToken::end).toList(),
        "token_kld", text.tokens().stream().map(ScoredToken::kld).toList());
  }

  /**
   * @param json what {@link #document} came to
   * @return the text of its first chunk
   */
  public static ChunkText parse(String json) {
    Map<?, ?> chunk = (Map<?, ?>) Json.parseList(json).get(0);
    List<?> starts = (List<?>) chunk.get("token_starts");
    List<?> ends = (List<?>) chunk.get("token_ends");
    List<?> kld = (List<?>) chunk.get("token_kld");
    List<ScoredToken> tokens = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      tokens.add(
          new ScoredToken(
              ((Number) starts.get(i)).intValue(),
              ((Number) ends.get(i)).intValue(),
              ((Number) kld.get(i)).doubleValue()));
    }
    return new ChunkText((String) chunk.get("text"), tokens);
  }
}
