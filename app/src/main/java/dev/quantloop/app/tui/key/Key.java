package dev.quantloop.app.tui.key;

import java.util.Locale;

/**
 * A key as it was pressed. A text that was pasted is one, too, so that none of it does what keys
 * do.
 *
 * @param character of a CHARACTER key; the number of a FUNCTION key; else 0
 * @param text of a PASTE, its lines parted by line feeds, without other control characters; else
 *     empty
 */
public record Key(Kind kind, int character, boolean ctrl, boolean alt, String text)
    implements Input {
  /** The kinds of keys that terminals tell apart. */
  public enum Kind {
    CHARACTER,
    ENTER,
    ESCAPE,
    TAB,
    BACK_TAB,
    BACKSPACE,
    DELETE,
    UP,
    DOWN,
    LEFT,
    RIGHT,
    HOME,
    END,
    PAGE_UP,
    PAGE_DOWN,
    WHEEL_UP,
    WHEEL_DOWN,
    FUNCTION,
    PASTE,
    OTHER
  }

  public static Key of(Kind kind) {
    return new Key(kind, 0, false, false, "");
  }

  public static Key of(char character) {
    return typed(character, false, false);
  }

  public static Key typed(int character, boolean ctrl, boolean alt) {
    return new Key(Kind.CHARACTER, character, ctrl, alt, "");
  }

  public static Key function(int number) {
    return new Key(Kind.FUNCTION, number, false, false, "");
  }

  /**
   * @param raw as the terminal sent it: lines may end in carriage returns
   */
  public static Key pasted(String raw) {
    String text = raw.replace("\r\n", "\n").replace('\r', '\n').replace('\t', ' ');
    return new Key(Kind.PASTE, 0, false, false, text.replaceAll("[\\p{Cntrl}&&[^\n]]", ""));
  }

  /**
   * @param name as {@link #label} writes it: {@code j}, {@code ctrl-d}, {@code enter}, {@code f5}
   */
  public static Key named(String name) {
    if (name.startsWith("ctrl-")) {
      Key plain = named(name.substring("ctrl-".length()));
      return new Key(plain.kind, plain.character, true, false, "");
    } else if (name.codePointCount(0, name.length()) == 1) {
      return typed(name.codePointAt(0), false, false);
    } else if (name.equals("space")) {
      return of(' ');
    } else if (name.matches("f\\d+")) {
      return function(Integer.parseInt(name.substring(1)));
    }
    return of(Kind.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  /** Whether it stands for a character that is typed into a text. */
  public boolean types() {
    return kind == Kind.CHARACTER && !ctrl && !alt && !Character.isISOControl(character);
  }

  /** What was pasted, for a field of one line: its lines are parted by blanks. */
  public String line() {
    return text.replaceAll("^\n+|\n+$", "").replace('\n', ' ');
  }

  /** What people call it. */
  public String label() {
    String name =
        switch (kind) {
          case CHARACTER -> character == ' ' ? "space" : Character.toString(character);
          case FUNCTION -> "f" + character;
          default -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    return (ctrl ? "ctrl-" : "") + (alt ? "alt-" : "") + name;
  }
}
