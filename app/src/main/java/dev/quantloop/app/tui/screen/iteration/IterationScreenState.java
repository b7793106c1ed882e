package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.UserException;
import dev.quantloop.app.chunktext.ChunkText;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Canvas;
import dev.quantloop.app.tui.screen.ScreenServices;
import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.Optional;

/**
 * The state of the screen of one quant of one iteration.
 *
 * @param wanted the quant that is to be shown
 * @param data as last read; of the quant before for the moment that the next takes to be read
 * @param problem why there is nothing to show, or empty
 * @param chunk the selected one, of all evaluation sets together
 * @param tail whether the curve gives its room to the highest percentiles
 * @param text of a chunk that was asked for last
 */
public record IterationScreenState(
    ExperimentId experiment,
    String experimentName,
    RankingRow wanted,
    ScreenServices services,
    Optional<IterationData> data,
    Optional<String> problem,
    PaneChoice panes,
    int chunk,
    boolean tail,
    Optional<ReadText> text)
    implements Screen {

  /** The text of a chunk, as a quant came out on it. */
  record ReadText(RankingRow quant, int chunk, ChunkText text) {}

  /** Before anything is known. */
  public static IterationScreenState of(
      ExperimentId experiment, String experimentName, RankingRow row, ScreenServices services) {
    return new IterationScreenState(
        experiment,
        experimentName,
        row,
        services,
        Optional.empty(),
        Optional.empty(),
        PaneChoice.FIRST,
        0,
        false,
        Optional.empty());
  }

  @Override
  public String title() {
    return name(data.map(IterationData::row).orElse(wanted));
  }

  static String name(RankingRow row) {
    return "iter " + row.iteration() + ", " + row.quantType();
  }

  @Override
  public List<Action> actions() {
    return Screen.actions(IterationUpdate.KEYS, this);
  }

  @Override
  public Optional<Transition> clicked(int target) {
    return Optional.of(Transition.to(IterationUpdate.clicked(this, target)));
  }

  @Override
  public Transition hear(Message message) {
    return IterationUpdate.hear(this, message);
  }

  @Override
  public void draw(Canvas canvas, ViewContext context) {
    IterationView.draw(this, canvas, context);
  }

  /** The chunks and their figures, where they are on record. */
  Optional<Distribution> distribution() {
    return data.flatMap(read -> read.scores().distribution());
  }

  Optional<ChunkScore> selectedChunk() {
    return distribution().map(distribution -> distribution.chunks().get(chunk()));
  }

  IterationScreenState with(IterationData read) {
    return new IterationScreenState(
            experiment,
            read.experiment().name(),
            wanted,
            services,
            Optional.of(read),
            Optional.empty(),
            panes,
            chunk,
            tail,
            text)
        .atChunk(chunk);
  }

  IterationScreenState failed(String reason) {
    Optional<String> why = Optional.of(reason);
    return new IterationScreenState(
        experiment, experimentName, wanted, services, data, why, panes, chunk, tail, text);
  }

  IterationScreenState to(RankingRow other) {
    return new IterationScreenState(
        experiment, experimentName, other, services, data, problem, panes, chunk, tail, text);
  }

  IterationScreenState with(PaneChoice other) {
    return new IterationScreenState(
        experiment, experimentName, wanted, services, data, problem, other, chunk, tail, text);
  }

  /** With another chunk selected, or the nearest that there is. */
  IterationScreenState atChunk(int other) {
    int last = distribution().map(one -> one.chunks().size()).orElse(0) - 1;
    int at = Math.max(0, Math.min(last, other));
    return new IterationScreenState(
        experiment, experimentName, wanted, services, data, problem, panes, at, tail, text);
  }

  IterationScreenState withOtherAxis() {
    return new IterationScreenState(
        experiment, experimentName, wanted, services, data, problem, panes, chunk, !tail, text);
  }

  IterationScreenState with(ReadText read) {
    Optional<ReadText> last = Optional.of(read);
    return new IterationScreenState(
        experiment, experimentName, wanted, services, data, problem, panes, chunk, tail, last);
  }

  /**
   * The row of the same quant, as it is now.
   *
   * @throws UserException when there is none any more
   */
  public static RankingRow current(List<RankingRow> ranking, RankingRow wanted) {
    return ranking.stream()
        .filter(row -> row.quant().equals(wanted.quant()))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "iteration %d, %s, is no longer in the database"
                        .formatted(wanted.iteration(), wanted.quantType())));
  }
}
