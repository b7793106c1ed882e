package dev.quantloop.llama.library;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * ggml's own threads, kept between graphs. Without one ggml starts and ends its threads for each
 * graph, and a graph that is watched node by node counts as hundreds. They spin for a while after
 * each graph, so a pool pays only where no other work wants the cores in between.
 */
public final class Threadpool implements AutoCloseable {
  // struct ggml_threadpool_params: bool cpumask[512]; int n_threads, prio; uint32_t poll; 2 bools.
  private static final int BYTES = 528;
  private static final int N_THREADS = 512;
  private static final int POLL = 520;
  private static final int DEFAULT_POLL = 50;

  private final Pointer pool;
  private final Function free;

  private Threadpool(Pointer pool, Function free) {
    this.pool = pool;
    this.free = free;
  }

  /** Attaches a pool to a context, or gives null where the library offers none. */
  public static Threadpool attach(LlamaLibrary library, Pointer context, int threads) {
    Function create = library.cpuFunction("ggml_threadpool_new");
    Function free = library.cpuFunction("ggml_threadpool_free");
    if (create == null || free == null || threads < 2) {
      return null;
    }
    Memory params = new Memory(BYTES);
    params.clear();
    params.setInt(N_THREADS, threads);
    params.setInt(POLL, DEFAULT_POLL);
    Pointer pool = create.invokePointer(new Object[] {params});
    params.close();
    if (pool == null) {
      return null;
    }
    library.lib().llama_attach_threadpool(context, pool, pool);
    return new Threadpool(pool, free);
  }

  /** Has another context, which never computes at the same time, use it as well. */
  public void share(LlamaLibrary library, Pointer context) {
    library.lib().llama_attach_threadpool(context, pool, pool);
  }

  /** To be called after the contexts are freed. */
  @Override
  public void close() {
    free.invokeVoid(new Object[] {pool});
  }
}
