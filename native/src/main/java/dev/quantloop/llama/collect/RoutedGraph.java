package dev.quantloop.llama.collect;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.quantloop.llama.jna.TensorView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds the rows of an input and their squares to the sums of the experts that they are routed to.
 * Either each of a token's experts has a row of its own, or they share the token's.
 *
 * <p>A block's rows are gathered expert by expert, each expert's filled up with rows of zeros to
 * whole groups, and the groups are summed; then the same once more with what they come to. For the
 * operation that adds up rows by their expert looks at all rows for every element of the sums, so
 * it is to have few.
 */
final class RoutedGraph extends SummingGraph {
  private static final int GROUP = SUMMED_AT_ONCE;
  private static final int MOST_TOKENS = 512;
  private static final int LEAST_TOKENS = 32;
  private static final long GATHERED_BYTES = 96L << 20;
  private static final int TENSORS_PER_BLOCK = 64;
  private static final int SPARE_TENSORS = 4;

  private final int kinds; // of sums: of squares, and plain ones
  private final int columns;
  private final int experts;
  private final int tokens;
  private final int slots;
  private final int rowsOfToken;
  private final int blockTokens;
  private final int groups; // of a block's rows, at most
  private final int bunches; // of groups, at most
  private final int[] numbers;
  private final Memory numberBytes;
  private final Pointer table;
  private final List<Block> parts = new ArrayList<>();

  /** Some tokens, and where their numbers in the table begin. */
  private record Block(int firstToken, int tokens, int start) {}

  /** Where things lie in the scratch. */
  private record Places(
      long source, long gathered, long summed, long bunched, long few, long added, long bytes) {}

  /**
   * @param sums memory of a row for each expert's squares, and of as many after them unless these
   *     are all that is wanted
   * @param input [columns, 1 or slots, tokens], contiguous, of the shape that the graph is for
   * @throws SummingDevice.Unable if the device can't
   */
  RoutedGraph(
      SummingDevice device,
      DeviceMemory sums,
      int experts,
      boolean squaresOnly,
      TensorView input,
      Routing routing) {
    super(device, tensors(input, experts, routing));
    this.kinds = squaresOnly ? 1 : 2;
    this.columns = Math.toIntExact(input.ne(0));
    this.experts = experts;
    this.tokens = routing.tokens();
    this.slots = routing.slots();
    this.rowsOfToken = Math.toIntExact(input.rows()) / tokens;
    this.blockTokens = Math.min(tokens, blockTokens(columns, experts, slots));
    // The first group and the first bunch are of zeros.
    this.groups = 1 + groups(blockTokens * slots, experts);
    this.bunches = 1 + groups(groups, experts);
    int blocks = (tokens + blockTokens - 1) / blockTokens;
    // The source's row of zeros follows the numbers and comes with them.
    this.numbers = new int[aligned(blocks * numbersOfBlock()) + aligned(columns)];
    this.numberBytes = new Memory((long) numbers.length * Integer.BYTES);
    Places places = places();
    useScratch(places.bytes());
    this.table = integers(numbers.length);
    placed(table, 0);
    build(sums, input, places);
    requireSupport();
  }

  private static int aligned(int count) {
    return Math.toIntExact(aligned((long) count * Integer.BYTES) / Integer.BYTES);
  }

  private static int blockTokens(int columns, int experts, int slots) {
    long rows = GATHERED_BYTES / bytes(columns, 1) - (long) (GROUP - 1) * experts;
    return (int) Math.max(LEAST_TOKENS, Math.min(MOST_TOKENS, rows / slots));
  }

  /** How many there can be at most: each expert's last one may have a single row. */
  private static int groups(int rows, int experts) {
    return Math.min(rows, (rows + (GROUP - 1) * experts) / GROUP);
  }

  private static int tensors(TensorView input, int experts, Routing routing) {
    int columns = Math.toIntExact(input.ne(0));
    int blocks = routing.tokens() / blockTokens(columns, experts, routing.slots()) + 1;
    return TENSORS_PER_BLOCK * blocks + SPARE_TENSORS;
  }

  // Each block has the numbers of rows to gather and of groups to bunch, for each kind, and of the
  // expert of each bunch.

  private int numbersOfBlock() {
    return expertsAt() + bunches;
  }

  private int groupsAt() {
    return kinds * GROUP * groups;
  }

  private int expertsAt() {
    return groupsAt() + kinds * GROUP * bunches;
  }

  private int sourceRows() {
    return blockTokens * rowsOfToken;
  }

  private Places places() {
    long start = numberBytes.size();
    long gathered = start + aligned(bytes(columns, kinds * sourceRows()));
    long summed = gathered + aligned(bytes(columns, kinds * GROUP * groups));
    long bunched = summed + aligned(bytes(columns, kinds * groups));
    long few = bunched + aligned(bytes(columns, kinds * GROUP * bunches));
    long added = few + aligned(bytes(columns, kinds * bunches));
    long end = added + aligned(bytes(columns, kinds * experts));
    return new Places(start - bytes(columns, 1), gathered, summed, bunched, few, added, end);
  }

  private void build(DeviceMemory memory, TensorView input, Places places) {
    Pointer sums = matrix(columns, kinds * experts);
    memory.place(sums, 0);
    for (int token = 0; token < tokens; token += blockTokens) {
      int count = Math.min(blockTokens, tokens - token);
      Block part = new Block(token, count, parts.size() * numbersOfBlock());
      parts.add(part);
      Pointer block = block(input, columns, token * rowsOfToken, count * rowsOfToken);
      fill(block, places);
      sums = add(sums, byExpert(part.start(), places));
    }
  }

  /** The source's rows: the squares, then the values as they are. */
  private void fill(Pointer block, Places places) {
    long squares = places.source() + bytes(columns, 1);
    first(placed(squared(block), squares));
    if (kinds > 1) {
      first(placed(copied(block), squares + bytes(columns, sourceRows())));
    }
  }

  /** What is added to the sums of squares, and to those of the rows, one after the other. */
  private Pointer byExpert(int start, Places places) {
    Pointer source = placed(matrix(columns, 1 + kinds * sourceRows()), places.source());
    sum(source, start, groups, places.gathered(), places.summed());
    Pointer summed = placed(matrix(columns, kinds * groups), places.summed());
    sum(summed, start + groupsAt(), bunches, places.bunched(), places.few());
    Pointer experts = numbers(start + expertsAt(), bunches);
    for (int kind = 0; kind < kinds; kind++) {
      first(added(kind, experts, places));
    }
    return placed(matrix(columns, kinds * this.experts), places.added());
  }

  /** The first members of all groups are gathered one after the other, then the second ones. */
  private void sum(Pointer rows, int start, int count, long gathered, long summed) {
    first(placed(rowsOf(rows, numbers(start, kinds * GROUP * count)), gathered));
    first(sum(slices(columns, kinds * count, gathered), summed));
  }

  private Pointer added(int kind, Pointer bunchExperts, Places places) {
    Pointer few = placed(matrix(columns, bunches), places.few() + bytes(columns, kind * bunches));
    Pointer added = rowsByIndex(few, bunchExperts, matrix(columns, experts));
    return placed(added, places.added() + bytes(columns, kind * experts));
  }

  private Pointer numbers(int start, int count) {
    return placed(integers(count), (long) start * Integer.BYTES);
  }

  void compute(TensorView input, Routing routing) {
    for (Block part : parts) {
      number(part, routing);
    }
    numberBytes.write(0, numbers, 0, numbers.length);
    set(table, numberBytes);
    compute(input);
  }

  /** Row 0 of the source is that of zeros; bunches that are left over add zeros to expert 0. */
  private void number(Block part, Routing routing) {
    Arrays.fill(numbers, part.start(), part.start() + numbersOfBlock(), 0);
    Members ofGroups = new Members(part.start(), groups, sourceRows());
    Members ofBunches = new Members(part.start() + groupsAt(), bunches, groups);
    for (int token = 0; token < part.tokens(); token++) {
      for (int slot = 0; slot < slots; slot++) {
        int expert = routing.expert(slot, part.firstToken() + token);
        int row = rowsOfToken == 1 ? token : token * rowsOfToken + slot;
        if (ofGroups.add(expert, 1 + row) && ofBunches.add(expert, ofGroups.last(expert))) {
          numbers[part.start() + expertsAt() + ofBunches.last(expert)] = expert;
        }
      }
    }
  }

  /** Fills the table with what the groups of each expert consist of. */
  private final class Members {
    private final int start;
    private final int count;
    private final int kindRows;
    private final int[] seen = new int[experts];
    private final int[] last = new int[experts];
    private int used = 1;

    /**
     * @param start of the numbers
     * @param count of groups of each kind
     * @param kindRows rows of each kind in what they are gathered from
     */
    Members(int start, int count, int kindRows) {
      this.start = start;
      this.count = count;
      this.kindRows = kindRows;
    }

    /** Whether it began a group. */
    boolean add(int expert, int row) {
      int place = seen[expert]++ % GROUP;
      if (place == 0) {
        last[expert] = used++;
      }
      for (int kind = 0; kind < kinds; kind++) {
        numbers[start + (place * kinds + kind) * count + last[expert]] = row + kind * kindRows;
      }
      return place == 0;
    }

    int last(int expert) {
      return last[expert];
    }
  }
}
