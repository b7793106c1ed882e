package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.memory.QuantSize;
import dev.quantloop.app.tui.form.MultiChoiceEntry;
import dev.quantloop.app.tui.form.MultiChoiceEntry.Group;
import dev.quantloop.app.tui.form.MultiChoiceEntry.Option;
import dev.quantloop.llama.quantize.QuantType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The quant types as something to choose from: by bits, the smallest first. */
final class QuantTypeChoice {
  /** None is chosen; the cursor is on the usual first one. */
  static final MultiChoiceEntry NONE = MultiChoiceEntry.of(groups());

  private QuantTypeChoice() {}

  private static List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (int bits = 1; bits <= 5; bits++) {
      int wanted = bits;
      groups.add(
          group(bits + (bits == 1 ? " bit" : " bits"), type -> isBetween(type, wanted, wanted)));
    }
    groups.add(group("6, 8", type -> isBetween(type, 6, 8)));
    groups.add(group("whole", type -> isBetween(type, 9, 32)));
    return groups;
  }

  private static Group group(String title, Predicate<QuantType> belongs) {
    return new Group(
        title,
        QuantType.all().stream()
            .filter(belongs)
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
