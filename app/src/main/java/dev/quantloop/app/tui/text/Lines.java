package dev.quantloop.app.tui.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a long text: an immutable value. Appending to it copies no more than a block,
 * because values share the blocks that are full.
 */
public final class Lines {
  public static final Lines NONE = new Lines(List.of(), 0);

  static final int BLOCK = 512;

  // All of them full but the last.
  private final List<List<TextLine>> blocks;
  private final int size;

  private Lines(List<List<TextLine>> blocks, int size) {
    this.blocks = blocks;
    this.size = size;
  }

  public static Lines of(List<TextLine> lines) {
    return NONE.with(lines);
  }

  public int size() {
    return size;
  }

  public TextLine get(int index) {
    return blocks.get(index / BLOCK).get(index % BLOCK);
  }

  /** These lines and more after them. */
  public Lines with(List<TextLine> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<List<TextLine>> all = new ArrayList<>(blocks);
    List<TextLine> open = size % BLOCK == 0 ? new ArrayList<>() : new ArrayList<>(last(all));
    for (TextLine line : more) {
      open.add(line);
      if (open.size() == BLOCK) {
        all.add(List.copyOf(open));
        open.clear();
      }
    }
    if (!open.isEmpty()) {
      all.add(List.copyOf(open));
    }
    return new Lines(List.copyOf(all), size + more.size());
  }

  /** These lines and others before them, which copies all. */
  public Lines after(List<TextLine> earlier) {
    Lines all = of(earlier);
    for (List<TextLine> block : blocks) {
      all = all.with(block);
    }
    return all;
  }

  private static List<TextLine> last(List<List<TextLine>> blocks) {
    return blocks.remove(blocks.size() - 1);
  }
}
