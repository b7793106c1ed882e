package dev.quantloop.tracker.stats;

import static dev.quantloop.tracker.stats.Figure.COMPOSITE;
import static dev.quantloop.tracker.stats.Figure.DELTA_P_MEAN;
import static dev.quantloop.tracker.stats.Figure.DELTA_P_RMS;
import static dev.quantloop.tracker.stats.Figure.KLD_90;
import static dev.quantloop.tracker.stats.Figure.KLD_95;
import static dev.quantloop.tracker.stats.Figure.KLD_99;
import static dev.quantloop.tracker.stats.Figure.KLD_99_9;
import static dev.quantloop.tracker.stats.Figure.KLD_MAX;
import static dev.quantloop.tracker.stats.Figure.KLD_MIN;
import static dev.quantloop.tracker.stats.Figure.LN_PPL_RATIO;
import static dev.quantloop.tracker.stats.Figure.MEAN;
import static dev.quantloop.tracker.stats.Figure.MEDIAN;
import static dev.quantloop.tracker.stats.Figure.PPL;
import static dev.quantloop.tracker.stats.Figure.PPL_BASE;
import static dev.quantloop.tracker.stats.Figure.PPL_RATIO;
import static dev.quantloop.tracker.stats.Figure.SAME_TOP;
import static dev.quantloop.tracker.stats.Figure.TOKENS;

import java.util.List;

/** Which figures stand where, by what they are read for, in the order in which they are shown. */
public final class FigureLists {
  /** By iteration: the ranking, the plot of an experiment, the clipboard. */
  public static final List<Figure> RANKING =
      List.of(MEDIAN, KLD_90, KLD_95, KLD_99, KLD_99_9, COMPOSITE);

  /** Those that people publish. */
  public static final List<Figure> PUBLISHED =
      List.of(MEAN, KLD_99, KLD_99_9, KLD_MAX, SAME_TOP, PPL, PPL_RATIO);

  /** By evaluation set. */
  public static final List<Figure> BY_TEXT =
      List.of(
          TOKENS,
          MEAN,
          MEDIAN,
          KLD_90,
          KLD_95,
          KLD_99,
          KLD_99_9,
          COMPOSITE,
          PPL_BASE,
          PPL,
          DELTA_P_RMS,
          SAME_TOP);

  /** Of a chunk, the more important ones first. */
  public static final List<Figure> CHUNK =
      List.of(COMPOSITE, MEDIAN, KLD_90, KLD_95, KLD_99, PPL, PPL_BASE, SAME_TOP);

  /** While an evaluation goes on. */
  public static final List<Figure> LIVE = List.of(MEDIAN, KLD_90, KLD_95, KLD_99);

  /** Of two iterations in a table with a row for each text. */
  public static final List<Figure> PAIR = List.of(MEDIAN, KLD_99, COMPOSITE);

  /** Of files of all types in one ranking, beside the composite. */
  public static final List<Figure> FILES = List.of(MEDIAN, KLD_99, MEAN, SAME_TOP, PPL_RATIO);

  /** Of the tokens where the baseline is about equally sure. */
  public static final List<Figure> CONFIDENCE = List.of(TOKENS, MEAN, KLD_99, SAME_TOP);

  /** Of several quants side by side, below their composites. */
  public static final List<Figure> COMPARISON =
      List.of(
          MEDIAN,
          KLD_90,
          KLD_95,
          KLD_99,
          KLD_99_9,
          MEAN,
          PPL,
          PPL_BASE,
          PPL_RATIO,
          DELTA_P_RMS,
          SAME_TOP);

  /** Of one quant, below its composite. */
  public static final List<Figure> DETAILS =
      List.of(
          MEDIAN,
          MEAN,
          KLD_90,
          KLD_95,
          KLD_99,
          KLD_99_9,
          KLD_MAX,
          KLD_MIN,
          PPL,
          PPL_BASE,
          PPL_RATIO,
          LN_PPL_RATIO,
          DELTA_P_MEAN,
          DELTA_P_RMS,
          SAME_TOP,
          TOKENS);

  private FigureLists() {}
}
