/**
 * The models that serve: which are loaded, which are in force, and how one takes another's place.
 *
 * <p>Exports {@link dev.skipstream.model.ActiveModels}, {@link dev.skipstream.model.BatchSweep},
 * {@link dev.skipstream.model.CheckListener}, {@link dev.skipstream.model.ComputeChoice}, {@link
 * dev.skipstream.model.ComputeSettings}, {@link dev.skipstream.model.DeviceMemory}, {@link
 * dev.skipstream.model.DjlModelLoader}, {@link dev.skipstream.model.FetchedModel}, {@link
 * dev.skipstream.model.FormatChoice}, {@link dev.skipstream.model.GpuMemory}, {@link
 * dev.skipstream.model.LoadTimes}, {@link dev.skipstream.model.LowPriority}, {@link
 * dev.skipstream.model.ModelLoader}, {@link dev.skipstream.model.ModelUpdates}, {@link
 * dev.skipstream.model.ModelWatcher}, {@link dev.skipstream.model.NoRoomException}, {@link
 * dev.skipstream.model.StreamPause}, {@link dev.skipstream.model.SwapListener}, {@link
 * dev.skipstream.model.SwapRoom}, {@link dev.skipstream.model.TorchDevice} and {@link
 * dev.skipstream.model.WarmUp}. Hides the loading, and the order of a swap.
 */
package dev.skipstream.model;
