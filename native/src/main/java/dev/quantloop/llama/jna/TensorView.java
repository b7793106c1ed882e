package dev.quantloop.llama.jna;

import com.sun.jna.Pointer;

/** Reads the fields of a ggml_tensor by offset. Valid while the C side keeps the tensor. */
public final class TensorView {
  private final Pointer tensor;
  private final AbiLayout layout;
  private final int ne;
  private final int nb;
  private final int src;

  public TensorView(Pointer tensor, AbiLayout layout) {
    this.tensor = tensor;
    this.layout = layout;
    this.ne = layout.get("ggml_tensor.ne");
    this.nb = layout.get("ggml_tensor.nb");
    this.src = layout.get("ggml_tensor.src");
  }

  public Pointer pointer() {
    return tensor;
  }

  public int type() {
    return tensor.getInt(layout.get("ggml_tensor.type"));
  }

  public int op() {
    return tensor.getInt(layout.get("ggml_tensor.op"));
  }

  /** Elements along a dimension. */
  public long ne(int dimension) {
    return tensor.getLong(ne + 8L * dimension);
  }

  /** Stride in bytes along a dimension. */
  public long nb(int dimension) {
    return tensor.getLong(nb + 8L * dimension);
  }

  public TensorView source(int index) {
    return new TensorView(tensor.getPointer(src + 8L * index), layout);
  }

  public Pointer data() {
    return tensor.getPointer(layout.get("ggml_tensor.data"));
  }

  public Pointer buffer() {
    return tensor.getPointer(layout.get("ggml_tensor.buffer"));
  }

  public String name() {
    return tensor.getString(layout.get("ggml_tensor.name"), "UTF-8");
  }

  boolean is(Pointer other) {
    return tensor.equals(other);
  }
}
