package dev.quantloop.llama.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  @Test
  void takesTheNewestThatDriverAndDiskAllow() {
    assertEquals(Optional.of(13), major(13_000, 13, "12", "13"));
    assertEquals(Optional.of(12), major(13_000, 12, "12", "13"));
    assertEquals(Optional.of(12), major(12_040, 13, "12", "13"));
    assertEquals(Optional.of(12), major(13_010, 13, "12"));
    assertEquals(Optional.empty(), major(11_080, 13, "12", "13"));
    assertEquals("", CudaRuntime.choose(Optional.of(13_000), 13, name -> true).problem());
  }

  @Test
  void advisesTheRuntimeThatWillWorkWithTheDriver() {
    assertEquals(
        "libcudart.so.13 of CUDA's runtime is not to be found: install CUDA 13's runtime and cuBLAS,"
            + " or let CUDA_HOME name their directory",
        problem(13_010, 13));
    assertTrue(problem(13_000, 13).contains("install CUDA 12's runtime"), problem(13_000, 13));
    assertTrue(problem(13_010, 12).contains("install CUDA 12's runtime"), problem(13_010, 12));
    assertTrue(problem(12_040, 13).startsWith("libcudart.so.12 of"), problem(12_040, 13));
    assertTrue(problem(11_080, 13).contains("is for CUDA 11.8, too old"), problem(11_080, 13));
    String halfThere =
        CudaRuntime.choose(Optional.of(13_010), 13, "libcudart.so.13"::equals).problem();
    assertTrue(halfThere.startsWith("libcublasLt.so.13 of"), halfThere);
    String noDriver = CudaRuntime.choose(Optional.empty(), 13, name -> true).problem();
    assertTrue(noDriver.startsWith("no NVIDIA driver"), noDriver);
  }

  private static Optional<Integer> major(int driver, int newest, String... there) {
    return CudaRuntime.choose(
            Optional.of(driver), newest, name -> Stream.of(there).anyMatch(name::endsWith))
        .major();
  }

  private static String problem(int driver, int newest) {
    return CudaRuntime.choose(Optional.of(driver), newest, name -> false).problem();
  }
}
