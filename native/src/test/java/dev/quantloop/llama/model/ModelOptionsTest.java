package dev.quantloop.llama.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.gguf.GgmlType;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.gguf.GgufWriter;
import dev.quantloop.llama.library.RpcServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelOptionsTest {
  @TempDir Path directory;

  @Test
  void loadsAModelHoweverItIsSpread() {
    for (ModelOptions options :
        List.of(
            ModelOptions.DEFAULT,
            ModelOptions.DEFAULT.withGpuLayers(0),
            ModelOptions.of(3, new DeviceSplit(SplitMode.NONE, List.of(), 0)),
            ModelOptions.of(-1, new DeviceSplit(SplitMode.LAYER, List.of(3f, 1f), 0)))) {
      try (Model model = Model.load(Native.library(), Native.DEMO_MODEL, options)) {
        assertEquals(4096, model.vocabularySize(), options.toString());
        assertFalse(model.isOnGpu());
      }
    }
  }

  @Test
  void namesATensorTypeThatTheLibraryDoesNotKnow() throws IOException {
    GgufFile demo = GgufFile.read(Native.DEMO_MODEL);
    GgufWriter newer = new GgufWriter();
    demo.metadata().values().keySet().forEach(key -> newer.putEntry(demo.entry(key)));
    for (GgufTensor tensor : demo.tensors()) {
      GgmlType type = tensor.dimension(1) > 1 ? GgmlType.F8_E4M3 : tensor.type();
      newer.addTensor(new GgufTensor(tensor.name(), type, tensor.shape(), 0));
    }
    Path file = directory.resolve("f8.gguf");
    Files.write(file, newer.header());
    Files.write(file, Files.readAllBytes(Native.DEMO_MODEL), StandardOpenOption.APPEND);
    for (boolean vocabularyOnly : List.of(false, true)) {
      LlamaException refused =
          assertThrows(
              LlamaException.class,
              () ->
                  Model.load(
                      Native.library(),
                      file,
                      vocabularyOnly ? ModelOptions.VOCABULARY : ModelOptions.DEFAULT));
      assertTrue(
          refused.getMessage().contains("does not know the tensor type F8_E4M3, of which "),
          refused.getMessage());
    }
  }

  @Test
  void leavesTheGpuAloneWhenNothingIsToLieThere() {
    assertTrue(ModelOptions.DEFAULT.withGpuLayers(0).cpuOnly());
    assertFalse(ModelOptions.DEFAULT.withGpuLayers(2).cpuOnly());
    assertFalse(ModelOptions.of(0).cpuOnly(), "asked for: it may still compute there");
  }

  @Test
  void refusesSharesThatMeanNothing() {
    for (List<Float> shares :
        List.of(List.of(0f, 0f), List.of(-1f), List.of(Float.NaN), List.of(1f / 0))) {
      LlamaException refused =
          assertThrows(LlamaException.class, () -> new DeviceSplit(SplitMode.LAYER, shares, 0));
      assertTrue(
          refused.getMessage().startsWith("the shares of the devices are numbers"),
          refused.getMessage());
    }
    assertThrows(LlamaException.class, () -> new DeviceSplit(SplitMode.LAYER, List.of(), -1));
    assertThrows(LlamaException.class, () -> SplitMode.of("rows"));
    assertEquals(SplitMode.ROW, SplitMode.of("row"));
  }

  @Test
  void refusesServersThatAreNone() {
    assertEquals("10.0.0.2:50052", RpcServer.of("10.0.0.2:50052").toString());
    for (String wrong : List.of("localhost", "a:b", ":1", "h:99999", "h:1:2", "")) {
      assertThrows(LlamaException.class, () -> RpcServer.of(wrong), wrong);
    }
    LlamaException silent =
        assertThrows(LlamaException.class, () -> new RpcServer("127.0.0.1", 1).requireListening());
    assertTrue(
        silent.getMessage().startsWith("no RPC server answers at 127.0.0.1:1"),
        silent.getMessage());
  }
}
