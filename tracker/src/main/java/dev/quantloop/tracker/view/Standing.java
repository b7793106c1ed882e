package dev.quantloop.tracker.view;

import java.util.List;

/**
 * How an experiment stands, from one reading of its scores.
 *
 * @param ranking by quant type in the experiment's order, best first
 * @param returns steps of the growing corpus by quant type, then number
 * @param plateaued whether the latest planned iteration of every quant type is on a plateau
 * @param predictions of what steps bring, by quant type
 */
public record Standing(
    List<RankingRow> ranking,
    List<DiminishingReturnsRow> returns,
    boolean plateaued,
    List<GainPrediction> predictions) {}
