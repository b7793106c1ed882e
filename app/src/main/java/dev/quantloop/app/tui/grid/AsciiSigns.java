package dev.quantloop.app.tui.grid;

/** What stands for the signs of the program's own texts where only ASCII is to be sent. */
final class AsciiSigns {
  private static final int LAST_ASCII = 0x7E;
  private static final int FIRST_BRAILLE = 0x2800;
  private static final int LAST_BRAILLE = 0x28FF;

  /** Each sign, followed by what stands for it. */
  private static final String SIGNS =
      "…~–-—-−-×x·.±~Δdμuµuτt≤<≥>≈~∞*‹<›>→>←<↑^↓v✓v✗x●*◆*▸>▾v▲^▼v"
          + "█#▓#▒:░.─-│|┌+┐+└+┘+├+┤+┬+┴+┼+‘'’'“\"”\"\u00A0 \uFFFD?";

  private AsciiSigns() {}

  /** The text of a cell; what is none of the signs, as in names that users have given, stays. */
  static String of(String cell) {
    if (cell.length() != 1 || cell.charAt(0) <= LAST_ASCII) {
      return cell;
    }
    char sign = cell.charAt(0);
    if (sign >= FIRST_BRAILLE && sign <= LAST_BRAILLE) {
      return ".";
    }
    int at = SIGNS.indexOf(sign);
    return at < 0 ? cell : SIGNS.substring(at + 1, at + 2);
  }
}
