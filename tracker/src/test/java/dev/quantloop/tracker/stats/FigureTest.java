package dev.quantloop.tracker.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FigureTest {
  @Test
  void noTwoFiguresShareAKeyOrATitle() {
    for (Function<Figure, String> name :
        List.<Function<Figure, String>>of(Figure::key, Figure::title, Figure::longTitle)) {
      List<String> names = Arrays.stream(Figure.values()).map(name).toList();
      assertEquals(names.size(), new HashSet<>(names).size(), names.toString());
    }
  }

  @Test
  void percentilesAreSpelledInTwoWays() {
    assertEquals("kld_90", Figure.KLD_90.key());
    assertEquals("KLD 90%", Figure.KLD_90.title());
    assertEquals("KLD 90%", Figure.KLD_90.longTitle());
  }

  @Test
  void aListHasNoFigureTwice() {
    Stream.of(
            FigureLists.RANKING,
            FigureLists.PUBLISHED,
            FigureLists.BY_TEXT,
            FigureLists.CHUNK,
            FigureLists.LIVE,
            FigureLists.PAIR,
            FigureLists.COMPARISON,
            FigureLists.DETAILS)
        .forEach(list -> assertEquals(list.size(), new HashSet<>(list).size(), list.toString()));
  }

  @Test
  void detailsAreAllThereIs() {
    Set<Figure> shown = EnumSet.copyOf(FigureLists.DETAILS);
    shown.add(Figure.COMPOSITE); // above the details
    shown.add(Figure.MEAN_ERROR); // beside the mean
    assertEquals(EnumSet.allOf(Figure.class), shown);
  }

  @Test
  void theRatioFollowsFromItsLogarithm() {
    FigureValues statistics = FigureValues.of(figure -> figure == Figure.LN_PPL_RATIO ? 1 : 0);
    assertEquals(Math.E, statistics.get(Figure.PPL_RATIO));
  }
}
