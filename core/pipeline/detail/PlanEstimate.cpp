// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipeline/detail/PlanEstimate.h"

#include "core/vae/VaeMemory.h"

#include <algorithm>

namespace studio::pipeline {
namespace {

constexpr int64_t kPixelsPerToken = 16 * 16; // 8 of the VAE times 2 of a patch, each way
constexpr int64_t kBlockFrames = 3; // latent frames of a block
constexpr int64_t kRingFrames = 12; // of the rolling window
constexpr int64_t kFramesPerLatent = 4;
constexpr int64_t kColours = 3;
constexpr int64_t kVoiceRate = 16000;
constexpr int64_t kMovieRate = 25;
constexpr int64_t kMiB = int64_t{1} << 20;
constexpr int64_t kCpuVaePacking = 4; // a CPU's kernels keep the VAE's weights in several orders

int64_t tokens(int64_t pixels)
{
    return (pixels + kPixelsPerToken - 1) / kPixelsPerToken;
}

// Whether item `index` of `all` is one of `chosen` that are spread evenly: gaps differ by one at most, also round the
// end. `phase` in 0..all-1 moves them.
bool isChosen(int64_t index, int64_t chosen, int64_t all, int64_t phase)
{
    return ((index + 1) * chosen + phase) / all != (index * chosen + phase) / all;
}

// The streamed layers' weights and caches are shifted against each other by half a gap, so that where there are few of
// both, copies don't fall on the same layer.
bool weightsLeave(int64_t layer, int64_t count, int64_t layers)
{
    return isChosen(layer, count, layers, 0);
}

bool kvLeaves(int64_t layer, int64_t count, int64_t layers)
{
    return isChosen(layer, count, layers, layers / 2);
}

bool readsFp8(const PlanRequest& request)
{
    return request.kv == NumberFormat::Fp8 && request.attention == NumberFormat::Fp8;
}

template<typename Items>
int64_t sum(const Items& items)
{
    int64_t bytes = 0;
    for (const MemoryItem& item : items)
        bytes += item.bytes;
    return bytes;
}

} // namespace

int64_t bytesOf(NumberFormat format)
{
    return format == NumberFormat::Fp8 ? 1 : format == NumberFormat::Bf16 ? kBf16 : kFp32;
}

PlanEstimate::PlanEstimate(const ModelShape& shape, const PlanRequest& request)
    : m_shape(shape)
    , m_request(request)
    , m_pixels(int64_t{request.width} * request.height)
    , m_frameTokens(tokens(m_pixels))
    , m_blockTokens(kBlockFrames * m_frameTokens)
    , m_ringTokens(kRingFrames * m_frameTokens)
    // Reference and newest motion latent, 1/4 for two and 4/16 for sixteen older ones (MODEL.md 6.1).
    , m_conditionTokens((5 * m_frameTokens + 1) / 2)
    , m_number(bytesOf(request.model))
    , m_windowNumber(readsFp8(request) ? 1 : m_number)
    , m_readsCaches(request.kv != NumberFormat::Fp8 || readsFp8(request))
    , m_tokenBytes(shape.kvTokenBytes(request.kv, request.attention))
    , m_stem(shape.stemBytes(request.model))
{
    const int64_t n = shape.layers;
    std::vector<int64_t> bytes;
    for (int64_t layer = 0; layer < n; ++layer) {
        bytes.push_back(shape.layerBytes(layer, request.weights, request.model, request.kernels));
        m_allLayers += bytes.back();
        m_largestLayer = std::max(m_largestLayer, shape.layerBytes(layer, request.model, request.model));
    }
    for (int64_t count = 0; count <= n; ++count) {
        Leaving& leaving = m_leaving.emplace_back();
        std::vector<int64_t> moving;
        for (int64_t layer = 0; layer < n; ++layer) {
            if (!weightsLeave(layer, count, n))
                continue;
            moving.push_back(bytes[static_cast<size_t>(layer)]);
            leaving.total += moving.back();
            leaving.largest = std::max(leaving.largest, moving.back());
        }
        for (int64_t disk = 0; disk <= count; ++disk) {
            int64_t& total = leaving.onDisk.emplace_back(0);
            for (int64_t index = 0; index < count; ++index)
                total += isChosen(index, disk, count, 0) ? moving[static_cast<size_t>(index)] : 0;
        }
    }
}

std::vector<WeightTier> PlanEstimate::places(const Choice& choice) const
{
    std::vector<WeightTier> places;
    int64_t index = 0;
    for (int64_t layer = 0; layer < layers(); ++layer) {
        if (!weightsLeave(layer, choice.streamed, layers()))
            places.push_back(WeightTier::Device);
        else
            places.push_back(isChosen(index++, choice.disk, choice.streamed, 0) ? WeightTier::Disk
                                                                                : WeightTier::Pinned);
    }
    return places;
}

std::vector<KvTier> PlanEstimate::kvTiers(const Choice& choice) const
{
    std::vector<KvTier> places;
    for (int64_t layer = 0; layer < layers(); ++layer)
        places.push_back(kvLeaves(layer, choice.pinnedKv, layers()) ? KvTier::Pinned : KvTier::Device);
    return places;
}

std::array<MemoryItem, 13> PlanEstimate::vram(const Choice& choice) const
{
    const Leaving& leaving = m_leaving[static_cast<size_t>(choice.streamed)];
    const int64_t weightSlots = std::min<int64_t>(choice.weightSlots, choice.streamed);
    const int64_t kvSlots = std::min<int64_t>(choice.kvSlots, choice.pinnedKv);
    const int64_t d = m_shape.dim;
    const auto injectors = static_cast<int64_t>(m_shape.audioLayers.size());
    const int64_t headDim = d / m_shape.heads;
    const vae::VaeMemory vae = vae::vaeMemory(m_shape.vaeWidth, m_pixels);
    // A film with a history also encodes, when it doesn't decode.
    const int64_t vaeCaches
        = m_request.historyFrames > 0 ? std::max(vae.decoderCaches, vae.encoderCaches) : vae.decoderCaches;
    return {{
        {MemoryPart::Context, m_request.contextBytes},
        {MemoryPart::Stem, m_stem},
        {MemoryPart::ResidentLayers, m_allLayers - leaving.total},
        // One layout for all layers, so every slot holds the largest of those that pass through.
        {MemoryPart::WeightSlots, weightSlots * leaving.largest},
        // A ring for each step.
        {MemoryPart::ResidentKv, (layers() - choice.pinnedKv) * kvDeviceBytes(m_request.steps)},
        {MemoryPart::KvSlots, kvSlots * kvDeviceBytes(choice.lanes)},
        // DitModel's TextContext: the rows, and each layer's keys and values, computed once per prompt.
        {MemoryPart::Text, (2 * layers() + 1) * m_shape.textLength * d * m_number},
        // BlockContext and Lane: per injector keys, values of the audio tokens and shift, scale (fp32);
        // complex64 factors of the rope for block and reference.
        {MemoryPart::LaneContexts,
         choice.lanes
             * (injectors * kBlockFrames * d * (2 * (m_shape.audioTokens + 1) * m_number + 2 * kFp32)
                + (m_blockTokens + m_frameTokens) * headDim / 2 * 2 * kFp32)},
        // Where attention doesn't read the caches, one lane's keys and values in the model's numbers.
        {MemoryPart::AttentionWindow, m_readsCaches ? 0 : (m_conditionTokens + m_ringTokens) * d * 2 * m_windowNumber},
        {MemoryPart::VaeWeights, inModelsFormat(m_shape.vaeBytes) * (ownVaeKernels() ? kCpuVaePacking : 1)},
        {MemoryPart::VaeCaches, ownVaeKernels() ? 0 : vaeCaches * m_number}, // among cpuWorking()
        // A block is decoded between two ticks. But what a decoder remembers lies between the pieces that the ticks
        // need, so that libtorch's allocator for GPUs keeps both stages' memory.
        {MemoryPart::Working, onCpu() ? cpuWorking(choice.lanes) : ditWorking(choice.lanes) + decoding()},
        {MemoryPart::AllocatorSlack, allocatorSlack(choice.lanes)},
    }};
}

std::array<MemoryItem, 7> PlanEstimate::ram(const Choice& choice) const
{
    const int64_t d = m_shape.dim;
    const int64_t filmFrames
        = m_request.clips > 0 ? m_request.clips * m_request.framesPerClip : voiceRows() * kMovieRate / 50;
    const int64_t heardFrames = filmFrames + m_request.leadIn * kMovieFramesPerBlock;
    const Leaving& leaving = m_leaving[static_cast<size_t>(choice.streamed)];
    return {{
        {MemoryPart::Program, m_request.programBytes},
        {MemoryPart::Slabs, leaving.total - diskBytes(choice)},
        {MemoryPart::PinnedKv, choice.pinnedKv * kvCompactBytes(m_request.steps)},
        // Read ahead: one slab on its way to the GPU, one being read.
        {MemoryPart::DiskStaging, std::min<int64_t>(2, choice.disk) * leaving.largest},
        // While a slab is made: its layer unquantised, and the LoRA's product for one linear in fp32 (MODEL.md 1.7).
        // The checkpoint itself is mapped, and its pages go when memory is wanted.
        {MemoryPart::LoadStaging, m_largestLayer + std::max(d, m_shape.ffnDim) * d * kFp32},
        // The audio features: all hidden states of the voice, per frame.
        {MemoryPart::Voice, heardFrames * m_shape.audioStates * m_shape.audioDim * m_number},
        // A decoded block in fp32, and two blocks of bytes between the VAE and the encoder; the history in fp32.
        {MemoryPart::Frames,
         (kMovieFramesPerBlock * (kFp32 + 2) + m_request.historyFrames * kFp32) * m_pixels * kColours},
    }};
}

Cost PlanEstimate::cost(const Choice& choice) const
{
    Cost cost{.vram = sum(vram(choice)), .ram = sum(ram(choice))};
    // The block that a lane writes takes the place of the oldest in its ring, which is therefore not fetched. Only
    // the written one goes back (MODEL.md 6.5).
    const int64_t fetched = (m_ringTokens - m_blockTokens) * choice.lanes + m_conditionTokens;
    cost.toDevice = m_leaving[static_cast<size_t>(choice.streamed)].total + choice.pinnedKv * fetched * m_tokenBytes;
    cost.fromDevice = choice.pinnedKv * choice.lanes * m_blockTokens * m_tokenBytes;
    cost.disk = diskBytes(choice);
    return cost;
}

int64_t PlanEstimate::layersOnDisk(Choice choice) const
{
    choice.disk = choice.streamed;
    if (sum(ram(choice)) > m_request.ramBudget)
        return choice.streamed;
    for (choice.disk = 0; choice.disk < choice.streamed; ++choice.disk) {
        if (sum(ram(choice)) <= m_request.ramBudget)
            break;
    }
    return choice.disk;
}

// The context, the block that is in use and the one that follows it, attention logits of 64 numbers wide heads
// (MODEL.md 1.4) in the model's dtype and fp32 with their bias.
int64_t PlanEstimate::textVram() const
{
    const int64_t heads = std::max<int64_t>(1, m_shape.textDim / 64);
    return m_request.contextBytes + 2 * inModelsFormat(m_shape.textEncoderBlockBytes)
        + heads * m_shape.textLength * m_shape.textLength * (2 * m_number + 2 * kFp32);
}

// States of the audio model, 50 a second, of the whole voice; 0 where its length is unknown.
int64_t PlanEstimate::voiceRows() const
{
    constexpr int64_t kSamplesPerRow = 320;
    const int64_t filmSamples = m_request.clips * m_request.framesPerClip * kVoiceRate / kMovieRate;
    return (m_request.voiceSamples > 0 ? m_request.voiceSamples : filmSamples) / kSamplesPerRow;
}

// The audio stage holds six rows for each state (audio::Wav2Vec2::encode()) and the features that they are made of.
// Wider things are made a part at a time: of 512 states the first convolution's 64 rows each, in the model's dtype
// before and after its norm, which makes two in fp32; of a minute's states, a layer's rows and four times as wide ones.
std::optional<int64_t> PlanEstimate::audioVram() const
{
    const int64_t rows = voiceRows();
    if (rows == 0)
        return std::nullopt;
    const int64_t dim = m_shape.audioDim;
    const int64_t convolving
        = std::min<int64_t>(rows, 512) * 64 * m_shape.audioConvChannels * (3 * m_number + 2 * kFp32);
    const int64_t attending = std::min<int64_t>(rows, 3000) * dim * (6 * m_number + 2 * kFp32 + 2 * 4 * m_number);
    return m_request.contextBytes + inModelsFormat(m_shape.audioModelBytes)
        + rows * (6 * dim + m_shape.audioConvChannels) * m_number + std::max(convolving, attending);
}

// The VAE alone encodes the portrait, again and again; the picture in fp32 and in the model's dtype.
int64_t PlanEstimate::imageVram() const
{
    const vae::VaeMemory vae = vae::vaeMemory(m_shape.vaeWidth, m_pixels);
    return m_request.contextBytes + inModelsFormat(m_shape.vaeBytes) * (ownVaeKernels() ? kCpuVaePacking : 1)
        + vae.encodingStill * m_number + kColours * m_pixels * (kFp32 + m_number);
}

std::pair<double, double> PlanEstimate::operations(int lanes) const
{
    const auto d = static_cast<double>(m_shape.dim);
    const auto rows = static_cast<double>(m_blockTokens) * lanes;
    const auto keys = static_cast<double>(m_ringTokens + m_conditionTokens + m_shape.textLength);
    const auto n = static_cast<double>(layers());
    const auto injectors = static_cast<double>(m_shape.audioLayers.size());
    const double linear
        = 2.0 * rows * (n * (6.0 * d * d + 2.0 * d * static_cast<double>(m_shape.ffnDim)) + injectors * 2.0 * d * d);
    const double attention = 4.0 * rows * d * (n * keys + injectors * static_cast<double>(m_shape.audioTokens + 1));
    return {linear, attention};
}

double PlanEstimate::moviePixelsPerBlock() const
{
    return static_cast<double>(m_pixels) * static_cast<double>(kMovieFramesPerBlock);
}

int64_t PlanEstimate::diskBytes(const Choice& choice) const
{
    return m_leaving[static_cast<size_t>(choice.streamed)].onDisk[static_cast<size_t>(choice.disk)];
}

// One layer's caches with this many rings: the condition tokens' entries are the same for all of them (MODEL.md 6.6).
int64_t PlanEstimate::kvCompactBytes(int64_t rings) const
{
    return (rings * m_ringTokens + m_conditionTokens) * m_tokenBytes;
}

// On the device each ring has them before it, where attention reads both in one piece, and beside all rings are the
// reference frame's keys.
int64_t PlanEstimate::kvDeviceBytes(int64_t rings) const
{
    if (!m_readsCaches)
        return kvCompactBytes(rings);
    return rings * (m_conditionTokens + m_ringTokens) * m_tokenBytes + m_frameTokens * m_tokenBytes / 2;
}

// The tensors that live at once in DitModel::forward() with a GPU's kernels, at the three points of a block where they
// are most, or in prefill(). Of a token: x and sums in the model's dtype or fp32, and inputs of linears, which are of 8
// bits where their weights are.
int64_t PlanEstimate::ditWorking(int lanes) const
{
    const int64_t d = m_shape.dim;
    const int64_t number = m_number;
    const int64_t input = isFp8() ? 1 : number;
    // An attention's result as an input: it may be one already.
    const int64_t attended = m_windowNumber == 1 || !isFp8() ? 0 : input;
    // x, its norm, the queries as attention reads them and the attended values; queries, keys and values before, or the
    // attended values as an input and its projection.
    const int64_t attending = d * (number + input + 2 * m_windowNumber + std::max(3 * number, attended + number));
    // The sum, its norm, the queries before and after theirs, the attended values, and their projection.
    const int64_t reading
        = d * (kFp32 + input + std::max(2 * number, number + number + (isFp8() ? input : 0) + number));
    // The sum, and the wide rows before and after the activation; the sum, the second linear's result and the last sum.
    const int64_t feeding
        = std::max({d * (kFp32 + input) + m_shape.ffnDim * number, d * kFp32 + m_shape.ffnDim * (number + input),
                    d * (kFp32 + 2 * number) + m_shape.ffnDim * input});
    // x, its norm, queries, keys not rotated and rotated, values, the attended values in two layouts, and their
    // projection; or, of these, the keys and values on their way to the store.
    const int64_t prefilling = d * (number + input + 4 * number + 3 * number + (isFp8() ? input : 0));
    return std::max(lanes * m_blockTokens * std::max({attending, reading, feeding}), m_conditionTokens * prefilling);
}

// What comes and goes while the VAE decodes or encodes on a GPU, and a block's pictures in fp32.
int64_t PlanEstimate::decoding() const
{
    const vae::VaeMemory vae = vae::vaeMemory(m_shape.vaeWidth, m_pixels);
    const int64_t working = m_request.historyFrames > 0 ? std::max(vae.decoding, vae.encoding) : vae.decoding;
    return working * m_number + kMovieFramesPerBlock * kColours * m_pixels * kFp32
        + kFramesPerLatent * kColours * m_pixels * m_number;
}

// Slots and caches are allocated once; temporary tensors come and go. libtorch's allocator keeps what is freed and
// gives it out for the same sizes; one piece of the largest size may lie idle when another one is asked for. The
// libraries' workspaces are taken from it, too.
int64_t PlanEstimate::allocatorSlack(int lanes) const
{
    constexpr int64_t kCublas = 64 * kMiB; // cuBLAS and cuBLASLt on Hopper, 32 MiB each; less on others
    const int64_t widest = lanes * m_blockTokens * m_shape.ffnDim;
    const int64_t libraries = m_request.contextBytes > 0 ? kCublas : 0;
    return onCpu() ? widest * (isFp8() ? kFp32 : m_number) : widest * m_number + libraries;
}

// The same for a CPU's kernels, which are a simulated device's. In fp32 those of the VAE keep the frames of every
// stage, what is remembered among them, from block to block: of the full size 36 (7 remembered inputs and what a
// residual block holds, with 4 frames of sums and differences), and half as many numbers in all smaller ones together,
// which have rows and planes of zeros around. In bf16 libtorch's make some frames in fp32. 8 bits are computed with in
// fp32, a linear's weights at once, after quantising made the product in fp32 twice (scaled, clamped) from an fp32
// copy.
int64_t PlanEstimate::cpuWorking(int lanes) const
{
    constexpr int64_t kFrames = 72;
    const int64_t d = m_shape.dim;
    const int64_t quantised = isFp8() ? 3 * kFp32 + 1 : 0;
    const int64_t weights = isFp8() ? 2 * d * m_shape.ffnDim * kFp32 : 0;
    const int64_t rotating = d * (5 * m_number + 2 * kFp32 + m_number);
    const int64_t attending = d * (6 * m_number + 2 * m_number);
    const int64_t feeding = d * (4 * m_number + kFp32 + m_number) + m_shape.ffnDim * (2 * m_number + quantised);
    const int64_t dit = lanes * m_blockTokens * std::max({rotating, attending, feeding});
    const int64_t frame = m_shape.vaeWidth * m_pixels * kFp32;
    if (!ownVaeKernels())
        return std::max(dit, decoding() + 8 * frame) + weights;
    return dit + weights + kFrames * frame + kMovieFramesPerBlock * kColours * m_pixels * kFp32;
}

} // namespace studio::pipeline
