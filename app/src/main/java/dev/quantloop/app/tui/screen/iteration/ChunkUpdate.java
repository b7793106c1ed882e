package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Transition;
import dev.quantloop.app.tui.key.Binding;
import dev.quantloop.app.tui.screen.iteration.IterationScreenState.ReadText;
import dev.quantloop.tracker.view.ChunkScore;
import dev.quantloop.tracker.view.Distribution;
import dev.quantloop.tracker.view.RankingRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What keys do to the selected chunk. */
final class ChunkUpdate {
  private static final int FEW_CHUNKS = 10;

  /** The text of a chunk has been read. */
  record TextRead(ReadText text) implements Message {}

  private ChunkUpdate() {}

  static List<Binding<IterationScreenState, Transition>> keys() {
    return List.of(
        chunk("enter", "text", "read the chunk's text", "text", s -> text(s)),
        chunk("l right", "next-chunk", "go to the next chunk", "", s -> to(s, s.chunk() + 1)),
        chunk("h left", "previous-chunk", "go to the chunk before", "", s -> to(s, s.chunk() - 1)),
        chunk("L", "chunks-on", "go ten chunks on", "", s -> to(s, s.chunk() + FEW_CHUNKS)),
        chunk("H", "chunks-back", "go ten chunks back", "", s -> to(s, s.chunk() - FEW_CHUNKS)),
        chunk("w", "worst", "go to the worst chunk", "worst", s -> worst(s, 0)),
        chunk("W", "next-worst", "go to the next worst chunk", "", s -> worst(s, place(s))));
  }

  private static Binding<IterationScreenState, Transition> chunk(
      String keys,
      String name,
      String label,
      String hint,
      Function<IterationScreenState, Transition> action) {
    return Binding.of(keys, name, label, hint, action)
        .onlyIf(s -> s.distribution().isPresent(), "no chunk is on record");
  }

  private static Transition to(IterationScreenState state, int chunk) {
    return Transition.to(state.atChunk(chunk));
  }

  /**
   * @param place among the worst, from 0; past the last comes the first
   */
  private static Transition worst(IterationScreenState state, int place) {
    Distribution distribution = state.distribution().orElseThrow();
    List<ChunkScore> worst = distribution.worst();
    ChunkScore chunk = worst.get(place % worst.size());
    return to(state, distribution.chunks().indexOf(chunk));
  }

  private static int place(IterationScreenState state) {
    return state.distribution().orElseThrow().place(state.selectedChunk().orElseThrow());
  }

  private static Transition text(IterationScreenState state) {
    RankingRow row = state.data().orElseThrow().row();
    ChunkScore chunk = state.selectedChunk().orElseThrow();
    int number = state.chunk();
    Optional<ReadText> known =
        state.text().filter(t -> t.chunk() == number && t.quant().quant().equals(row.quant()));
    if (known.isPresent()) {
      return shown(state, known.get());
    }
    return Transition.to(
        state,
        new Effect.Say("reading the text of " + chunk.set().name() + " " + chunk.chunk()),
        new Effect.Background(
            answers ->
                answers.accept(
                    new TextRead(
                        new ReadText(
                            row,
                            number,
                            state
                                .services()
                                .work()
                                .chunkText(state.experimentName(), row, chunk))))));
  }

  /** The text over the screen, unless the user has gone on to another quant meanwhile. */
  static Transition shown(IterationScreenState state, ReadText read) {
    return state
        .data()
        .filter(data -> data.row().quant().equals(read.quant().quant()))
        .flatMap(data -> data.scores().distribution())
        .map(
            distribution ->
                Transition.to(state, new Effect.Show(ChunkPager.of(distribution, read))))
        .orElse(Transition.to(state));
  }
}
