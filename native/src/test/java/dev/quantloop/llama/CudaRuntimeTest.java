package dev.quantloop.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaRuntimeTest {
  @Test
  void looksWhereToolkitsAndPythonPackagesPutIt(@TempDir Path root) throws Exception {
    Path libraries = Files.createDirectories(root.resolve("libraries"));
    Path toolkit = Files.createDirectories(root.resolve("cuda/lib64"));
    Path wheel =
        Files.createDirectories(root.resolve("venv/lib/python3.12/site-packages/nvidia/cu13/lib"));
    Path own =
        Files.createDirectories(
            root.resolve("home/.local/lib/python3.11/site-packages/nvidia/cublas/lib"));
    List<Path> places =
        CudaRuntime.places(
            libraries,
            Map.of(
                "CUDA_HOME", root.resolve("cuda").toString(),
                "VIRTUAL_ENV", root.resolve("venv").toString(),
                "CONDA_PREFIX", "",
                "HOME", root.resolve("home").toString()));
    assertEquals(
        List.of(
            libraries,
            toolkit.getParent(),
            toolkit,
            wheel,
            root.resolve("venv/lib"),
            own,
            root.resolve("home/.local/lib")),
        places.stream().filter(place -> place.startsWith(root)).toList());
  }
}
