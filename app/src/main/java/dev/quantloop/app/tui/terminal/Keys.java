package dev.quantloop.app.tui.terminal;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.MouseAction;
import dev.quantloop.app.tui.key.Click;
import dev.quantloop.app.tui.key.Input;
import dev.quantloop.app.tui.key.Key;
import dev.quantloop.app.tui.key.Key.Kind;

/** Lanterna's keys as ours. */
final class Keys {
  private Keys() {}

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
      case Enter -> Key.of(Kind.ENTER);
      case Escape -> Key.of(Kind.ESCAPE);
      case Tab -> Key.of(Kind.TAB);
      case ReverseTab -> Key.of(Kind.BACK_TAB);
      case Backspace -> Key.of(Kind.BACKSPACE);
      case Delete -> Key.of(Kind.DELETE);
      case ArrowUp -> Key.of(Kind.UP);
      case ArrowDown -> Key.of(Kind.DOWN);
      case ArrowLeft -> Key.of(Kind.LEFT);
      case ArrowRight -> Key.of(Kind.RIGHT);
      case Home -> Key.of(Kind.HOME);
      case End -> Key.of(Kind.END);
      case PageUp -> Key.of(Kind.PAGE_UP);
      case PageDown -> Key.of(Kind.PAGE_DOWN);
      case F1 -> function(1);
      case F2 -> function(2);
      case F3 -> function(3);
      case F4 -> function(4);
      case F5 -> function(5);
      case F6 -> function(6);
      case F7 -> function(7);
      case F8 -> function(8);
      case F9 -> function(9);
      case F10 -> function(10);
      case F11 -> function(11);
      case F12 -> function(12);
      default -> Key.of(Kind.OTHER);
    };
  }

  private static Key character(KeyStroke stroke) {
    return new Key(Kind.CHARACTER, stroke.getCharacter(), stroke.isCtrlDown(), stroke.isAltDown());
  }

  private static Key function(int number) {
    return new Key(Kind.FUNCTION, number, false, false);
  }
}
