package dev.quantloop.app.experiment;

import dev.quantloop.tracker.record.Provenance;

/** What a figure was computed with, with the flags of llama.cpp's tools. */
public final class ProvenanceLine {
  private ProvenanceLine() {}

  public static String of(Provenance p) {
    return "llama.cpp %s (%s), %s %s, -c %d -b %d -ub %d -t %d -ngl %d, quantloop %s"
        .formatted(
            p.llamaVersion(),
            p.llamaCommit(),
            p.backend(),
            p.cpuVariant(),
            p.nCtx(),
            p.nBatch(),
            p.nUbatch(),
            p.threads(),
            p.gpuLayers(),
            p.programVersion());
  }
}
