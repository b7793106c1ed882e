package dev.quantloop.app.tui.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.plot.Axis.Scaling;
import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void aLogarithmicAxisGivesEachPowerOfTenTheSameRoom() {
    Axis axis = Axis.logarithmic(0.01, 10);
    assertEquals(0, axis.part(0.01));
    assertEquals(1.0 / 3, axis.part(0.1), 1e-12);
    assertEquals(1, axis.part(10));
    assertEquals(0.1, axis.at(1.0 / 3), 1e-12);
    assertEquals(List.of("0.01", "0.1", "1", "10"), labels(axis));
  }

  @Test
  void aShortLogarithmicAxisHasFinerLabels() {
    assertEquals(List.of("0.2", "0.5", "1"), labels(Axis.logarithmic(0.15, 1.2)));
    assertEquals(List.of("0.1600", "0.1500"), labels(Axis.logarithmic(0.15, 0.16)));
  }

  @Test
  void verySmallValuesHaveShortLabels() {
    assertEquals(List.of("1e-6", "1e-5", "0.0001", "0.001"), labels(Axis.logarithmic(1e-6, 0.002)));
  }

  @Test
  void valuesBeyondAnEndStandAtIt() {
    Axis axis = Axis.logarithmic(0.01, 1);
    assertEquals(0, axis.part(0));
    assertEquals(0, axis.part(-1));
    assertEquals(1, axis.part(7));
  }

  @Test
  void anAxisOfOneValueHasItInTheMiddle() {
    Axis axis = Axis.linear(2, 2, Numbers::score);
    assertEquals(0.5, axis.part(2));
    assertEquals(List.of("2.0000"), labels(axis));
  }

  @Test
  void theTailHasAsMuchRoomForEachNine() {
    Axis axis = Axis.shares(Scaling.TAIL, 0, 0.999);
    assertEquals(1.0 / 3, axis.part(0.9), 1e-12);
    assertEquals(2.0 / 3, axis.part(0.99), 1e-12);
    assertEquals(0.99, axis.at(2.0 / 3), 1e-12);
    assertEquals(1, axis.part(0.9999));
  }

  @Test
  void sharesAreLabelledWithinTheAxisOnly() {
    assertEquals(
        List.of("50 %", "90 %", "99 %", "25 %", "75 %"),
        labels(Axis.shares(Scaling.LINEAR, 0.1, 0.99)));
    assertEquals(
        List.of("99 %", "99.9 %", "99.99 %"), labels(Axis.shares(Scaling.TAIL, 0.95, 0.9999)));
  }

  @Test
  void placesGoFromTheFirstToTheLast() {
    Axis axis = Axis.linear(10, 20, Numbers::score);
    assertEquals(0, axis.place(10, 7));
    assertEquals(7, axis.place(20, 7));
    assertEquals(4, axis.place(15.1, 7));
  }

  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(Axis.Tick::label).toList();
  }
}
