package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.dialog.Pager;
import dev.quantloop.app.tui.dialog.StyledText;
import dev.quantloop.app.tui.grid.Color;
import dev.quantloop.app.tui.grid.Style;
import dev.quantloop.app.tui.screen.iteration.IterationScreenState.ReadText;
import dev.quantloop.tracker.stats.Figure;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import java.util.Arrays;

/** The text of a chunk, in which the tokens that the quant diverges on most are set apart. */
final class ChunkPager {
  private static final Style HIGH = Style.of(Color.YELLOW).withUnderline();
  private static final Style HIGHEST = Style.BOLD.with(Color.RED).withUnderline();

  private static final String SCORED_FROM_HERE = "[scored from here]";
  private static final double NOT_SCORED = -1;

  private final ChunkText text;
  private final double high;
  private final double highest;

  private ChunkPager(ChunkText text, double high, double highest) {
    this.text = text;
    this.high = high;
    this.highest = highest;
  }

  static Pager of(Distribution distribution, ReadText read) {
    ChunkScore chunk = distribution.chunks().get(read.chunk());
    ChunkPager pager =
        new ChunkPager(read.text(), distribution.kld().at(0.9), distribution.kld().at(0.99));
    String title =
        "%s %d as %s came out on it"
            .formatted(chunk.set().name(), chunk.chunk(), IterationScreenState.name(read.quant()));
    return Pager.of(title, pager.styled(ChunkLine.of(distribution, chunk)), read.text().text());
  }

  private StyledText styled(String figures) {
    StyledText.Builder styled = new StyledText.Builder();
    styled.add(figures + "\n", Style.PLAIN);
    styled
        .add("Underlined", HIGH)
        .add(
            ": KLD of %s or more (the quant's %s), "
                .formatted(Numbers.score(high), Figure.KLD_90.title()),
            Style.PLAIN);
    styled
        .add("bold", HIGHEST)
        .add(
            " of %s (%s).\n\n".formatted(Numbers.score(highest), Figure.KLD_99.title()),
            Style.PLAIN);
    addText(styled);
    return styled.build();
  }

  private void addText(StyledText.Builder styled) {
    int[] characters = text.text().codePoints().toArray();
    double[] kld = divergence(characters.length);
    int from = 0;
    while (from < characters.length) {
      if (kld[from] >= 0 && (from == 0 || kld[from - 1] < 0)) {
        styled.add(SCORED_FROM_HERE, Style.BOLD.with(Color.CYAN));
      }
      Style style = style(kld[from]);
      int to = from + 1;
      while (to < characters.length && style(kld[to]).equals(style)) {
        to++;
      }
      styled.add(new String(characters, from, to - from), style);
      from = to;
    }
  }

  /**
   * Of each character that of its token, and of the worst one where tokens share it; −1 before the
   * tokens that are scored.
   */
  private double[] divergence(int characters) {
    double[] kld = new double[characters];
    Arrays.fill(kld, NOT_SCORED);
    for (ChunkText.ScoredToken token : text.tokens()) {
      for (int i = token.start(); i < token.end(); i++) {
        // Rounding makes some divergences slightly negative.
        kld[i] = Math.max(kld[i], Math.max(0, token.kld()));
      }
    }
    return kld;
  }

  private Style style(double kld) {
    if (kld < 0) {
      return Style.of(Color.GRAY);
    } else if (kld >= highest) {
      return HIGHEST;
    }
    return kld >= high ? HIGH : Style.PLAIN;
  }
}
