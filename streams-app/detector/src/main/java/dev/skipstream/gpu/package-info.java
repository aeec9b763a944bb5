/**
 * The NVIDIA GPUs of this machine, as the driver reports them. The entry point is {@link
 * dev.skipstream.gpu.NvidiaGpus}.
 *
 * <p>Exports {@link dev.skipstream.gpu.CudaKernels}, {@link dev.skipstream.gpu.Gpu}, {@link
 * dev.skipstream.gpu.GpuReading} and {@link dev.skipstream.gpu.NvidiaGpus}. Hides the libraries of
 * the driver.
 */
package dev.skipstream.gpu;
