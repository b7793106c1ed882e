package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.QuantSize;
import dev.quantloop.app.tui.form.MultiChoiceEntry;
import dev.quantloop.app.tui.form.MultiChoiceEntry.Group;
import dev.quantloop.app.tui.form.MultiChoiceEntry.Option;
import dev.quantloop.llama.quantize.QuantType;
import java.util.Comparator;
import java.util.List;

/** The quant types as something to choose from: by bits, the smallest first. */
final class QuantTypeChoice {
  /** None is chosen; the cursor is on the usual first one. */
  static final MultiChoiceEntry NONE = MultiChoiceEntry.of(groups());

  private QuantTypeChoice() {}

  private static List<Group> groups() {
    return List.of(
        group("1 bit", 1, 1),
        group("2 bits", 2, 2),
        group("3 bits", 3, 3),
        group("4 bits", 4, 4),
        group("5 bits", 5, 5),
        group("6, 8", 6, 8),
        group("whole", 9, 32));
  }

  private static Group group(String title, int least, int most) {
    return new Group(
        title,
        QuantType.all().stream()
            .filter(type -> isBetween(type, least, most))
            .sorted(Comparator.comparingDouble(QuantType::usualBits))
            .map(type -> new Option(type.name(), about(type)))
            .toList());
  }

  private static boolean isBetween(QuantType type, int least, int most) {
    return QuantSize.nominalBits(type.name()) >= least
        && QuantSize.nominalBits(type.name()) <= most;
  }

  private static String about(QuantType type) {
    if (isBetween(type, 9, 32)) {
      return type.summary();
    }
    return "about %s bits a weight%s"
        .formatted(
            Numbers.fixed(type.usualBits(), 1),
            type.needsImatrix() ? ", only with an imatrix" : "");
  }
}
