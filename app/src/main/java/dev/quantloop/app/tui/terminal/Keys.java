package dev.quantloop.app.tui.terminal;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.MouseAction;
import dev.quantloop.app.tui.key.Click;
import dev.quantloop.app.tui.key.Input;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.key.Key.Kind;
import java.util.Locale;

/** Lanterna's keys as ours. */
final class Keys {
  private static final Character PASTED = '^';

  private Keys() {}

  /** Whether it stands for what was pasted; its control key may come with an Escape before it. */
  static boolean isPasted(KeyStroke stroke) {
    return stroke.isCtrlDown() && PASTED.equals(stroke.getCharacter());
  }

  static Input of(KeyStroke stroke) {
    return stroke instanceof MouseAction mouse ? mouse(mouse) : key(stroke);
  }

  private static Input mouse(MouseAction mouse) {
    return switch (mouse.getActionType()) {
      case SCROLL_UP -> Key.of(Kind.WHEEL_UP);
      case SCROLL_DOWN -> Key.of(Kind.WHEEL_DOWN);
      case CLICK_DOWN -> new Click(mouse.getPosition().getColumn(), mouse.getPosition().getRow());
      default -> Key.of(Kind.OTHER);
    };
  }

  private static Key key(KeyStroke stroke) {
    return switch (stroke.getKeyType()) {
      case Character -> character(stroke);
      case ReverseTab -> Key.of(Kind.BACK_TAB);
      case ArrowUp -> Key.of(Kind.UP);
      case ArrowDown -> Key.of(Kind.DOWN);
      case ArrowLeft -> Key.of(Kind.LEFT);
      case ArrowRight -> Key.of(Kind.RIGHT);
      case PageUp -> Key.of(Kind.PAGE_UP);
      case PageDown -> Key.of(Kind.PAGE_DOWN);
      case Enter, Escape, Tab, Backspace, Delete, Home, End -> named(stroke);
      case F1, F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12 -> named(stroke);
      default -> Key.of(Kind.OTHER);
    };
  }

  /** One that both call the same. */
  private static Key named(KeyStroke stroke) {
    return Key.named(stroke.getKeyType().name().toLowerCase(Locale.ROOT));
  }

  private static Key character(KeyStroke stroke) {
    return Key.typed(stroke.getCharacter(), stroke.isCtrlDown(), stroke.isAltDown());
  }
}
