package dev.quantloop.app.imports;

import dev.quantloop.app.UserException;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.hdf5.LogitsFile;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.quantize.QuantType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The catalogue of what can be imported: how a file is recognized, and what is read from it. */
enum ImportFormat {
  IMATRIX("imatrix") {
    @Override
    boolean recognizes(Path file) {
      return ImatrixFile.startsAsGguf(file)
          ? GgufFile.read(file).metadata().text("general.type").equals(Optional.of("imatrix"))
          : nameOf(file).matches(".*(\\.dat|\\.imatrix)");
    }

    @Override
    List<Found> read(Path file) {
      ImatrixSums sums = ImatrixFile.read(file);
      Found found = new Found(0, file.getFileName().toString());
      ImatrixFile.chunkSize(file).ifPresent(size -> found.nCtx = OptionalInt.of((int) size));
      if (sums.chunkCount() > 0) {
        found.chunks = OptionalInt.of((int) sums.chunkCount());
      }
      found.note = Optional.of("an imatrix of %d weights".formatted(sums.entries().size()));
      return List.of(found);
    }
  },

  LOGITS("baseline logits of llama-perplexity") {
    @Override
    boolean recognizes(Path file) {
      return new String(head(file, 8), StandardCharsets.US_ASCII).equals("_logits_");
    }

    @Override
    List<Found> read(Path file) {
      throw new UserException(
          file + ": it holds a baseline's logits and no figures; 'quantloop kld' reads it");
    }
  },

  HDF5("HDF5") {
    @Override
    boolean recognizes(Path file) {
      return LogitsFile.isHdf5(file);
    }

    @Override
    List<Found> read(Path file) {
      throw new UserException(
          file
              + ": HDF5 files are not imported; 'quantloop kld' reads those that hold a baseline's logits");
    }
  },

  MODEL("GGUF") {
    @Override
    boolean recognizes(Path file) {
      return ImatrixFile.startsAsGguf(file);
    }

    @Override
    List<Found> read(Path file) {
      GgufFile gguf = GgufFile.read(file);
      gguf.requireLoadableModel();
      Found found = new Found(0, file.getFileName().toString());
      found.quantType =
          gguf.metadata().whole("general.file_type").stream()
              .mapToObj(ImportFormat::typeName)
              .findFirst();
      found.bytes = OptionalLong.of(gguf.parts().stream().mapToLong(GgufFile::fileBytes).sum());
      found.bitsPerWeight = OptionalDouble.of(gguf.bitsPerWeight());
      return List.of(found);
    }
  },

  TABLE("table") {
    @Override
    boolean recognizes(Path file) {
      return nameOf(file).matches(".*\\.[ct]sv");
    }

    @Override
    List<Found> read(Path file) {
      return PublishedTable.read(text(file));
    }
  },

  LOG("log of llama.cpp") {
    @Override
    boolean recognizes(Path file) {
      return TextLines.read(file).filter(LlamaLog::recognizes).isPresent();
    }

    @Override
    List<Found> read(Path file) {
      return LlamaLog.read(text(file));
    }
  };

  private final String title;

  ImportFormat(String title) {
    this.title = title;
  }

  abstract boolean recognizes(Path file);

  /**
   * @throws UserException or LlamaException naming the file, and the line where there are some
   */
  abstract List<Found> read(Path file);

  String title() {
    return title;
  }

  static Optional<ImportFormat> of(Path file) {
    for (ImportFormat format : values()) {
      if (format.recognizes(file)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  private static TextLines text(Path file) {
    return TextLines.read(file)
        .orElseThrow(() -> new UserException(file + ": it is no text in UTF-8 or UTF-16"));
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static byte[] head(Path file, int bytes) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(bytes);
    } catch (IOException e) {
      throw new UserException("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String typeName(long number) {
    try {
      return QuantType.parse(Long.toString(number)).name();
    } catch (LlamaException e) {
      return "type " + number;
    }
  }
}
