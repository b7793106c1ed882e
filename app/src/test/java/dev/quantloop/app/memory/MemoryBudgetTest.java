package dev.quantloop.app.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.memory.DeviceRoom.Gpu;
import dev.quantloop.app.memory.MemoryBudget.Arrangement;
import dev.quantloop.app.memory.MemoryBudget.Placement;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.NoRoomException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import dev.quantloop.llama.library.Device;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.DeviceSplit;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.model.SplitMode;
import dev.quantloop.llama.quantize.QuantType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetTest {
  private static final long GIB = 1L << 30;
  private static final DecodeSettings SETTINGS = DecodeSettings.ofContext(512, 2);
  private static final LongSupplier PLENTY = () -> 64 * GIB;

  /** As an 8B model: 16 GiB in F16. */
  private static final ModelShape BASELINE = shape(GIB, GIB / 2);

  private static final ModelShape QUANT = shape(GIB / 4, GIB / 8);

  private static ModelShape shape(long ends, long layer) {
    return new ModelShape(
        ends,
        Collections.nCopies(32, layer),
        ends,
        0,
        new ContextMemory(256L << 20, GIB),
        300L << 20);
  }

  private static DeviceRoom room(double... gibibytes) {
    List<Gpu> gpus =
        Arrays.stream(gibibytes)
            .mapToObj(free -> new Gpu("GPU", "", Math.round(free * GIB)))
            .toList();
    return new DeviceRoom(gpus, List.of(), PLENTY);
  }

  private static MemoryBudget budget(DeviceRoom room, int layers) {
    return new MemoryBudget(() -> room, SETTINGS, ModelOptions.of(layers));
  }

  @Test
  void keepsEverythingInMainMemoryWhereThereIsNoGpu() {
    Placement placement = budget(new DeviceRoom(List.of(), List.of(), PLENTY), -1).alone(BASELINE);
    assertEquals(0, placement.pieces());
    assertEquals(0, placement.gpuBytes());
    assertEquals(18 * GIB + (256L << 20) + GIB + (300L << 20), placement.mainBytes());
  }

  @Test
  void whatLeavesAGpuNoRoomToComputeInIsRefusedWhileLessCanBeTried() {
    Deque<DeviceRoom> rooms =
        new ArrayDeque<>(List.of(room(24, 0.1), room(0.3, 0.1), room(0.2, 0)));
    MemoryBudget budget =
        new MemoryBudget(() -> rooms.removeFirst(), SETTINGS, ModelOptions.of(-1));
    budget.requireSpareRoom();
    NoRoomException refusal = assertThrows(NoRoomException.class, () -> budget.requireSpareRoom());
    assertEquals("GPU has only 205 MiB left beside models and contexts", refusal.getMessage());
    for (MemoryBudget fixed :
        List.of(budget(room(0.1), -1), budget(room(24), 3), budget(room(), -1))) {
      fixed.requireSpareRoom();
    }
  }

  @Test
  void putsAllOfAModelOnAGpuThatHoldsIt() {
    Placement placement = budget(room(24), -1).alone(BASELINE);
    assertTrue(placement.whole());
    assertEquals(33, placement.pieces());
    assertEquals(17 * GIB + (256L << 20) + (300L << 20), placement.gpuBytes());
    assertEquals(2 * GIB, placement.mainBytes(), "the embeddings, and the logits that come back");
  }

  @Test
  void putsAsManyLayersOnAGpuAsFitBesideTheirContext() {
    MemoryBudget budget = budget(room(10), -1);
    Placement placement = budget.alone(BASELINE);
    assertFalse(placement.whole());
    // 10 GiB less 512 MiB; the output takes 1 GiB, computing 300 MiB, a layer 512 and its cache 8.
    assertEquals(1 + 16, placement.pieces());
    assertTrue(placement.gpuBytes() <= 10 * GIB - (512L << 20), "" + placement.gpuBytes());
  }

  @Test
  void leavesLayersAloneThatWereAskedFor() {
    Placement placement = budget(room(10), 20).alone(BASELINE);
    assertEquals(20, placement.pieces());
    assertEquals(33, budget(room(10), 99).alone(BASELINE).pieces());
    assertEquals(0, budget(room(10), 0).alone(BASELINE).gpuBytes());
  }

  @Test
  void givesUpWhatLiesSideBySideAsRoomGetsShort() {
    assertEquals(Arrangement.SIDE_BY_SIDE, arrangement(room(48)));
    assertEquals(Arrangement.SIDE_BY_SIDE, arrangement(room(16, 16)), "on two GPUs together");
    assertEquals(Arrangement.BASELINE_FIRST, arrangement(room(20)));
    assertEquals(Arrangement.ONE_BY_ONE, arrangement(room(8)));
  }

  @Test
  void countsWhatModelsTakeOfMainMemory() {
    DeviceRoom little = new DeviceRoom(room(48).gpus(), List.of(), () -> 3 * GIB);
    assertEquals(Arrangement.BASELINE_FIRST, arrangement(little), "logits of three models");
    DeviceRoom none = new DeviceRoom(List.of(), List.of(), () -> 25 * GIB);
    assertEquals(Arrangement.BASELINE_FIRST, arrangement(none));
    assertEquals(
        Arrangement.SIDE_BY_SIDE,
        arrangement(new DeviceRoom(List.of(), List.of(), () -> 40 * GIB)));
  }

  private static Arrangement arrangement(DeviceRoom room) {
    MemoryBudget budget = budget(room, -1);
    Placement quant = budget.alone(QUANT);
    return budget.arrange(budget.alone(BASELINE), List.of(quant, quant));
  }

  @Test
  void expectsLessOfAGpuThatHadLessRoomThanItSaid() {
    MemoryBudget budget = budget(room(24), -1);
    assertTrue(budget.alone(BASELINE).whole());
    assertTrue(budget.stepDown());
    assertTrue(budget.alone(BASELINE).whole());
    assertTrue(budget.stepDown());
    assertFalse(budget.alone(BASELINE).whole());
    int steps = 2;
    while (budget.stepDown()) {
      steps++;
    }
    assertEquals(6, steps, "it ends");
    assertFalse(budget(room(24), 33).stepDown(), "what was asked for is not changed");
    assertFalse(budget(new DeviceRoom(List.of(), List.of(), PLENTY), -1).stepDown());
  }

  @Test
  void asksAnewWhatIsFreeWhenItStepsDown() {
    Deque<DeviceRoom> rooms = new ArrayDeque<>(List.of(room(80), room(10)));
    MemoryBudget budget = new MemoryBudget(rooms::pop, SETTINGS, ModelOptions.of(-1));
    assertTrue(budget.alone(BASELINE).whole());
    assertTrue(budget.stepDown());
    assertTrue(budget.alone(BASELINE).gpuBytes() < 9 * GIB);
  }

  @Test
  void spreadsByTheSharesThatAreAskedFor() {
    DeviceRoom even = new DeviceRoom(room(16, 8).gpus(), List.of(1f, 1f), PLENTY);
    assertEquals(2 * (8 * GIB - (512L << 20)), even.gpuBytes(), 1, "the smaller one limits");
    DeviceRoom one = new DeviceRoom(room(16, 8).gpus(), List.of(1f, 0f), PLENTY);
    assertEquals(16 * GIB - Math.round(0.05 * 16 * GIB), one.gpuBytes(), 1);
  }

  @Test
  void takesOneGpuWhereNothingIsSpread() {
    List<Device> devices =
        List.of(
            new Device("CPU", "", false, 9 * GIB, 9 * GIB),
            new Device("CUDA0", "", true, 8 * GIB, 8 * GIB),
            new Device("CUDA1", "", true, 6 * GIB, 8 * GIB));
    DeviceSplit second = new DeviceSplit(SplitMode.NONE, List.of(), 1);
    assertEquals(
        List.of(new Gpu("CUDA1", "", 6 * GIB)), DeviceRoom.of(devices, second, PLENTY).gpus());
    assertEquals(2, DeviceRoom.of(devices, DeviceSplit.DEFAULT, PLENTY).gpus().size());
    DeviceSplit third = new DeviceSplit(SplitMode.NONE, List.of(), 2);
    assertThrows(LlamaException.class, () -> DeviceRoom.of(devices, third, PLENTY));
    DeviceSplit three = new DeviceSplit(SplitMode.LAYER, List.of(3f, 1f, 1f), 0);
    assertEquals(
        "-ts has 3 shares, but there are 2 GPUs: the rest has no effect",
        DeviceRoom.idle(devices, ModelOptions.of(9, three)).orElseThrow());
    assertTrue(DeviceRoom.idle(devices, ModelOptions.of(9, second)).isEmpty());
  }

  @Test
  void knowsThePiecesOfAModelFile(@TempDir Path folder) throws Exception {
    Path file = DemoModel.unpack(folder);
    GgufFile gguf = GgufFile.read(file);
    ModelShape shape = ModelShape.of(gguf, SETTINGS, true);
    long tensors = gguf.tensors().stream().mapToLong(GgufTensor::bytes).sum();
    assertEquals(
        tensors + shape.context().bytes() + shape.computeBytes(),
        shape.inMainMemory(0),
        "all of the tensors");
    assertEquals(
        tensors - embeddings(gguf) + tiedOutput(gguf),
        shape.onGpu(shape.pieces()) - shape.context().cacheBytes() - shape.computeBytes(),
        64);
    ModelShape quant = ModelShape.quantized(gguf, QuantType.Q2_K, SETTINGS, true);
    assertTrue(quant.onGpu(quant.pieces()) < shape.onGpu(shape.pieces()));
    assertTrue(Files.size(file) > tensors);
  }

  /** 2 GiB for a row of logits a token. */
  @Test
  void plansWithTheLogitsOfAStepHoweverLargeContextAndVocabularyAre(@TempDir Path folder) {
    Path file = folder.resolve("header.gguf");
    new GgufWriter()
        .putText("general.architecture", "llama")
        .putUint32("llama.vocab_size", 262_144)
        .putUint32("llama.embedding_length", 256)
        .addF32("token_embd.weight", new double[256], 256)
        .write(file);
    GgufFile gguf = GgufFile.read(file);
    DecodeSettings settings = DecodeSettings.ofContext(4096, 2);
    assertEquals(128L << 20, ContextMemory.of(gguf, settings).bytes());
    assertEquals(1L << 30, ContextMemory.of(gguf, settings, true).bytes());
    ModelShape shape = ModelShape.of(gguf, settings, false);
    assertTrue(shape.inMainMemory(0) < 300L << 20, "" + shape.inMainMemory(0));
  }

  private static long embeddings(GgufFile gguf) {
    return gguf.tensor("token_embd.weight").orElseThrow().bytes();
  }

  /** The embeddings once more where they serve as the output. */
  private static long tiedOutput(GgufFile gguf) {
    return gguf.tensor("output.weight").isPresent() ? 0 : embeddings(gguf);
  }

  @Test
  void saysWhatItChoseAndWhy(@TempDir Path folder) {
    Path model = DemoModel.unpack(folder);
    DeviceRoom room =
        new DeviceRoom(List.of(new Gpu("CUDA0", "NVIDIA X", 80 * GIB)), List.of(), PLENTY);
    List<String> lines =
        MemoryUseText.of(budget(room, -1), model, List.of(QuantType.Q4_K_M), 3 * GIB, GIB);
    assertEquals("models: all of the baseline on the GPU, 26.8 MiB: it fits", lines.get(0));
    assertTrue(lines.get(1).startsWith("evaluation: baseline and the quant side by side: "));
    assertEquals(
        "baseline's logits: 1.0 GiB of 3.0 GiB kept in main memory, the rest decoded again each time",
        lines.get(2));
    assertEquals("batches: 2048 tokens, computed 512 at once", lines.get(3));
    assertEquals(
        "memory: CUDA0 NVIDIA X, 80.0 GiB free; 64.0 GiB of main memory available", lines.get(4));

    List<String> cramped =
        MemoryUseText.of(budget(room, 2), model, List.of(QuantType.Q4_K_M), GIB / 2, GIB);
    assertTrue(cramped.get(0).startsWith("models: 2 of "), cramped.get(0));
    assertTrue(cramped.get(0).endsWith(": as asked"), cramped.get(0));
    assertTrue(cramped.get(2).contains("so that it is decoded once"), cramped.get(2));
  }
}
