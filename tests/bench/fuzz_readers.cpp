// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged and hostile inputs for the readers of files that others made:
//   fuzz_readers all|READER COUNT SEED
// Opens COUNT inputs for each reader as the program does, and of those that open reads every tensor. Input i is made
// from the number SEED + i alone, so "fuzz_readers READER 1 NUMBER" makes one of them again. For each reader a line:
// inputs, accepted, refused, seconds. Without a finding it ends with 0. A finding is a crash, an input that doesn't
// end, an exception where none is documented, an error without a subject, more memory or work than small files can be
// worth, or a file that stays open. It is told on stderr with the input's number and its files, which stay; the other
// readers go on. Under the address sanitizer start it with ASAN_OPTIONS=abort_on_error=1, so that its findings are
// told, too.
#include "core/audio/SpeechFiles.h"
#include "core/base/Crc32c.h"
#include "core/base/Log.h"
#include "core/base/Process.h"
#include "core/dit/DitConfig.h"
#include "core/hub/HubClient.h"
#include "core/model/GgufMetadata.h"
#include "core/model/Lora.h"
#include "core/model/PartWeights.h"
#include "core/model/SlabFile.h"
#include "core/model/TensorSource.h"
#include "core/model/WeightsFile.h"
#include "core/model/WeightsSearch.h"
#include "core/text/T5Files.h"
#include "core/text/Tokenizer.h"
#include "core/vae/VaeFiles.h"
#include "tests/support/FuzzSeeds.h"
#include "tests/support/Mutator.h"
#include "tests/support/TensorFiles.h"

#include <ATen/Parallel.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/clone.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iterator>
#include <new>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <malloc.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace studio;
namespace fs = std::filesystem;

namespace {

// What an input may cost. The files have some kilobytes; a header that is believed asks for far more.
constexpr uint64_t kMostAllocations = 2'000'000;
constexpr uint64_t kMostAllocated = uint64_t{512} << 20; // bytes, all allocations together
constexpr uint64_t kMostAtOnce = uint64_t{64} << 20; // bytes of one allocation
constexpr uint64_t kAddressRoom = uint64_t{1} << 30; // bytes beyond those of the start, of tensors and mappings, too
constexpr time_t kMostSeconds = 60; // of the processor, for one that would never end

// Counted by operator new, for all threads.
std::atomic<uint64_t> allocations{0};
std::atomic<uint64_t> allocated{0};
std::atomic<uint64_t> largest{0};

void* counted(size_t bytes)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    allocated.fetch_add(bytes, std::memory_order_relaxed);
    uint64_t most = largest.load(std::memory_order_relaxed);
    while (bytes > most && !largest.compare_exchange_weak(most, bytes, std::memory_order_relaxed)) { }
    void* const memory = std::malloc(std::max<size_t>(1, bytes));
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

} // namespace

void* operator new(size_t bytes)
{
    return counted(bytes);
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, size_t) noexcept
{
    std::free(memory);
}

namespace {

using test::raw;
using namespace test::seeds;

struct File {
    std::string name;
    std::string bytes;
};

struct Reader {
    std::vector<Parts> seeds; // valid ones
    std::function<std::vector<File>(const Parts&)> pack;
    // Opens the files and uses all of them. An error: they were refused.
    std::function<std::optional<Error>(const fs::path& folder)> read;
};

// Reading.

void useTensors(const model::TensorSource& source)
{
    for (const auto& [name, tensor] : source.tensors) {
        if (tensor.numel() == 0)
            continue;
        const auto packed = source.packed.find(name);
        const int64_t last = tensor.dim() > 0 ? tensor.size(0) - 1 : 0;
        const at::Tensor rows = at::full({1}, last, at::kLong);
        if (packed != source.packed.end()) {
            (void)packed->second.unpack(at::kBFloat16, c10::kCPU);
            if (tensor.dim() > 0)
                (void)packed->second.unpackRows(rows);
        } else {
            (void)tensor.clone();
            if (tensor.dim() > 0)
                (void)model::rowsOf(tensor, rows);
        }
    }
}

std::optional<Error> used(const Result<model::TensorSource>& source)
{
    if (!source)
        return source.error();
    useTensors(*source);
    return std::nullopt;
}

std::optional<Error> readTensors(const fs::path& folder)
{
    return used(model::openTensors(folder / "model"));
}

// As the search for models and each network's reader do. Accepted if one of them takes it.
std::optional<Error> readParts(const fs::path& folder)
{
    const fs::path file = folder / "model";
    (void)model::identify(file);
    std::optional<Error> error = used(text::openTextEncoder(file));
    bool isTaken = !error;
    for (const auto& source : {vae::openVae(file), model::openPart(file, ModelPart::VoiceEncoder),
                               model::openPart(file, ModelPart::VideoModel)})
        isTaken = !used(source) || isTaken;
    return isTaken ? std::nullopt : error;
}

const model::StateDict& modelOfLoras()
{
    static const model::StateDict tensors{{"blocks.0.self_attn.q.weight", at::ones({8, 8})},
                                          {"blocks.0.ffn.0.weight", at::ones({16, 8})},
                                          {"blocks.0.ffn.0.bias", at::ones({16})},
                                          {"blocks.0.modulation", at::ones({1, 6, 8})},
                                          {"patch_embedding.weight", at::ones({8, 4, 1, 2, 2})}};
    return tensors;
}

std::optional<Error> readLora(const fs::path& folder)
{
    const auto lora = model::Lora::open(folder / "lora.safetensors", modelOfLoras());
    if (!lora)
        return lora.error();
    (void)lora->scales();
    for (const auto& [name, tensor] : modelOfLoras())
        (void)lora->merged(name, tensor);
    return std::nullopt;
}

std::optional<Error> readTokenizer(const fs::path& file)
{
    const auto tokens = text::Tokenizer::open(file);
    if (!tokens)
        return tokens.error();
    (void)tokens->encode("A woman smiles, and says: \u201cYes \u2014 \uff21\u0301!\u201d </s> <extra_id_0>");
    (void)tokens->countTokens("\xff\xfe  a");
    return std::nullopt;
}

std::optional<Error> readSlabs(const fs::path& folder)
{
    const auto file = model::SlabFile::open(folder / "slabs");
    if (!file)
        return file.error();
    std::vector<std::vector<std::byte>> slabs;
    std::vector<model::SlabFile::Part> parts;
    for (const int64_t bytes : file->info().sizes)
        slabs.emplace_back(static_cast<size_t>(bytes));
    for (size_t i = 0; i < slabs.size(); ++i)
        parts.push_back({static_cast<int64_t>(i), slabs[i]});
    const Status read = file->read(parts);
    return read ? std::nullopt : std::optional(read.error());
}

std::optional<Error> readExtraFolders(const fs::path& folder)
{
    if (model::extraModelFolders(folder / "extra_model_paths.yaml").empty())
        return Error{ErrorCode::CheckpointDamaged, "extra_model_paths.yaml", "it names no folder"};
    return std::nullopt;
}

std::optional<Error> readHubList(const fs::path& folder)
{
    const std::string answer = test::contentOf(folder / "list.json");
    const hub::HubServer huggingFace;
    const hub::HubServer modelScope{.kind = hub::ServerKind::ModelScope};
    std::optional<Error> error;
    for (const hub::HubServer& server : {huggingFace, modelScope}) {
        const auto listing = hub::readListing(server, "org/name", answer);
        if (!listing) {
            error = listing.error();
            continue;
        }
        const hub::HubClient client(server);
        for (const hub::HubFile& file : listing->files)
            (void)client.requestFor(*listing, file);
        return std::nullopt;
    }
    return error;
}

// Packing.

std::vector<File> asOneFile(const char* name, const Parts& parts)
{
    return {{name, std::accumulate(parts.begin(), parts.end(), std::string())}};
}

std::string safetensorsOf(const std::string& header, const std::string& data)
{
    return raw(uint64_t{header.size()}) + header + data;
}

std::vector<File> packSharded(const Parts& parts)
{
    return {{"model.index.json", parts[0]},
            {"one.safetensors", safetensorsOf(parts[1], parts[2])},
            {"two.safetensors", safetensorsOf(parts[3], parts[4])}};
}

// The pickle and its storages.
std::vector<File> packTorch(const Parts& parts, test::ZipForm form)
{
    std::vector<test::ZipItem> items{{"archive/data.pkl", parts[0]}};
    for (size_t i = 1; i < parts.size(); ++i)
        items.push_back({"archive/data/" + std::to_string(i - 1), parts[i]});
    return {{"model", test::zip(items, form)}};
}

// With the length and the sum of the header's text, so that it is looked at.
std::vector<File> packSlabs(const Parts& parts)
{
    constexpr size_t kRoom = 4096; // of the header of a small file
    std::string header = "LASslab1" + raw(uint64_t{parts[0].size()})
        + raw(crc32c(std::as_bytes(std::span(parts[0].data(), parts[0].size())))) + parts[0];
    header.resize(std::max(kRoom, header.size()), '\0');
    return {{"slabs", header + parts[1]}};
}

// The readers.

Reader readerOfConfigs()
{
    const fs::path dit = goldenFolder() / "diffusion_pytorch_model.safetensors";
    const Result<model::TensorSource> source = model::openPart(dit, ModelPart::VideoModel);
    return {.seeds = {{test::contentOf(goldenFolder() / "config.json")}},
            .pack = [](const Parts& parts) { return asOneFile("config.json", parts); },
            .read =
                [tensors = source ? source->tensors : model::StateDict()](const fs::path& folder) {
                    const auto config = dit::readDitConfig(folder / "config.json", tensors);
                    return config ? std::nullopt : std::optional(config.error());
                }};
}

Reader readerOfSpeechConfigs()
{
    const fs::path from = goldenFolder() / "wav2vec2-large-xlsr-53-english";
    const Result<audio::SpeechModel> speech = audio::openSpeechModel(from);
    return {.seeds = {{test::contentOf(from / "config.json"), test::contentOf(from / "preprocessor_config.json")}},
            .pack =
                [](const Parts& parts) {
                    return std::vector<File>{{"config.json", parts[0]}, {"preprocessor_config.json", parts[1]}};
                },
            .read =
                [tensors = speech ? speech->source.tensors : model::StateDict()](const fs::path& folder) {
                    (void)audio::isWav2Vec2Folder(folder);
                    const auto config = audio::readWav2Vec2Config(folder, tensors);
                    return config ? std::nullopt : std::optional(config.error());
                }};
}

// Made when it is its turn: seeds are files and tensors.
const std::vector<std::pair<std::string, std::function<Reader()>>>& readers()
{
    const auto asSafetensors = [](const char* file) {
        return [file](const Parts& parts) { return std::vector<File>{{file, safetensorsOf(parts[0], parts[1])}}; };
    };
    const auto asItIs = [](const char* file) { return [file](const Parts& parts) { return asOneFile(file, parts); }; };
    const auto asTorch
        = [](test::ZipForm form) { return [form](const Parts& parts) { return packTorch(parts, form); }; };
    const auto tokenizer
        = [](const char* file) { return [file](const fs::path& folder) { return readTokenizer(folder / file); }; };
    const std::string yaml
        = "# a comment\ncomfyui:\n    base_path: ../elsewhere\n    diffusion_models: |\n        m/a\n"
          "        m/b\n    vae: &v m/vae\n    loras: *v\na111:\n    vae: \"/x/y\"\n";
    static const std::vector<std::pair<std::string, std::function<Reader()>>> all{
        {"safetensors",
         [=] {
             return Reader{plainSafetensors(), asSafetensors("model"), readTensors};
         }},
        {"quantised",
         [=] {
             return Reader{quantisedSafetensors(), asSafetensors("model"), readTensors};
         }},
        {"sharded",
         [] {
             return Reader{shardedSafetensors(), packSharded, readTensors};
         }},
        {"gguf",
         [=] {
             return Reader{ggufFiles(), asItIs("model"), readTensors};
         }},
        {"torch",
         [=] {
             return Reader{torchFiles(), asTorch(test::ZipForm::Plain), readTensors};
         }},
        {"torch_zip64",
         [=] {
             return Reader{torchFiles(), asTorch(test::ZipForm::Zip64), readTensors};
         }},
        {"lora",
         [=] {
             return Reader{loraFiles(), asSafetensors("lora.safetensors"), readLora};
         }},
        {"parts",
         [=] {
             return Reader{partFiles(), asSafetensors("model"), readParts};
         }},
        {"tokenizer",
         [=] {
             return Reader{tokenizers(), asItIs("tokenizer"), tokenizer("tokenizer")};
         }},
        {"tokenizer_json",
         [=] {
             return Reader{{{smallTokenizerJson()}}, asItIs("tokenizer.json"), tokenizer("tokenizer.json")};
         }},
        {"extra_folders",
         [=] {
             return Reader{{{yaml}}, asItIs("extra_model_paths.yaml"), readExtraFolders};
         }},
        {"dit_config", readerOfConfigs},
        {"speech_config", readerOfSpeechConfigs},
        {"slabs",
         [] {
             return Reader{slabFiles(), packSlabs, readSlabs};
         }},
        {"hub_list",
         [=] {
             return Reader{hubLists(), asItIs("list.json"), readHubList};
         }},
    };
    return all;
}

// Running.

// Said by a signal's handler, which may not put a text together.
std::array<char, 1024> atHand{};
volatile size_t atHandLength = 0;

void sayAndDie(int signal)
{
    (void)!write(STDERR_FILENO, atHand.data(), atHandLength);
    raise(signal); // by the default now: the program that waits sees which
}

void watchSignals()
{
    static std::array<char, 65536> stack; // for what has used up its own
    const stack_t other{.ss_sp = stack.data(), .ss_flags = 0, .ss_size = stack.size()};
    sigaltstack(&other, nullptr);
    struct sigaction action = {};
    action.sa_handler = sayAndDie;
    action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND);
    for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGVTALRM})
        sigaction(signal, &action, nullptr);
}

// So that what is asked for beyond it fails, as it does on a machine that is full.
void limitAddressSpace()
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // they reserve terabytes
    mallopt(M_ARENA_MAX, 1);
    uint64_t pages = 0;
    if (std::FILE* const file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lu", &pages) != 1)
            pages = 0;
        std::fclose(file);
    }
    if (pages == 0)
        return;
    const rlim_t most = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) + kAddressRoom;
    const rlimit limit{.rlim_cur = most, .rlim_max = most};
    setrlimit(RLIMIT_AS, &limit);
#endif
}

size_t openFiles()
{
    return static_cast<size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

class Run {
public:
    Run(Reader reader, std::string name, fs::path folder)
        : m_reader(std::move(reader))
        , m_name(std::move(name))
        , m_folder(std::move(folder))
    {
    }

    // Whether nothing was found.
    bool all(uint64_t count, uint64_t seed)
    {
        if (!takesItsSeeds())
            return false;
        limitAddressSpace();
        const size_t filesBefore = openFiles();
        const Stopwatch watch;
        for (uint64_t i = 0; i < count; ++i) {
            if (!one(seed + i))
                return false;
        }
        if (openFiles() > filesBefore)
            return found("files stay open: " + std::to_string(openFiles() - filesBefore));
        std::printf("%-15s %8lu inputs, %8lu accepted, %8lu refused, %7.1f s\n", m_name.c_str(), count, m_accepted,
                    count - m_accepted, watch.seconds());
        std::fflush(stdout);
        return true;
    }

private:
    // A reader that refuses what is valid would be tested for nothing.
    bool takesItsSeeds()
    {
        for (const Parts& seed : m_reader.seeds) {
            write(m_reader.pack(seed));
            if (const std::optional<Error> error = m_reader.read(m_folder))
                return found("a valid input is refused: " + error->detail);
        }
        return true;
    }

    bool one(uint64_t number)
    {
        makeInput(number);
        const itimerval limit{.it_interval = {}, .it_value = {.tv_sec = kMostSeconds, .tv_usec = 0}};
        setitimer(ITIMER_VIRTUAL, &limit, nullptr);
        allocations = allocated = largest = 0;
        try {
            const std::optional<Error> error = m_reader.read(m_folder);
            m_accepted += error ? 0 : 1;
            if (error && (error->subject.empty() || error->code == ErrorCode::Internal))
                return found("an error that names nothing, or is the program's own: " + std::string(name(error->code))
                             + ", " + error->detail);
        } catch (const std::exception& exception) {
            return found(std::string("an exception: ") + exception.what());
        }
        if (allocations > kMostAllocations || allocated > kMostAllocated || largest > kMostAtOnce)
            return found(std::to_string(allocations) + " allocations of " + std::to_string(allocated)
                         + " bytes, the largest of " + std::to_string(largest));
        return true;
    }

    void makeInput(uint64_t number)
    {
        test::Mutator mutator(number);
        Parts parts = m_reader.seeds[mutator.below(m_reader.seeds.size())];
        const Parts& others = m_reader.seeds[mutator.below(m_reader.seeds.size())];
        const size_t which = mutator.isOneOf(5) ? mutator.below(parts.size()) : 0;
        const bool isWhole = mutator.isOneOf(4); // lengths and sums of the package no longer fit
        if (!isWhole || mutator.isOneOf(2))
            mutator.change(parts[which], others[std::min(which, others.size() - 1)]);
        std::vector<File> files = m_reader.pack(parts);
        if (isWhole)
            mutator.change(files[mutator.below(files.size())].bytes, others.front());
        write(files);
        const int length = std::snprintf(atHand.data(), atHand.size(),
                                         "\n%s: input %lu crashed or didn't end; its files are in %s\n", m_name.c_str(),
                                         number, m_folder.c_str());
        atHandLength = std::min(static_cast<size_t>(std::max(0, length)), atHand.size() - 1);
        m_number = number;
    }

    void write(const std::vector<File>& files) const
    {
        for (const File& file : files)
            test::write(m_folder / file.name, file.bytes);
    }

    bool found(const std::string& what) const
    {
        std::fprintf(stderr, "\n%s: input %lu: %s\n  its files are in %s\n", m_name.c_str(), m_number, what.c_str(),
                     m_folder.c_str());
        return false;
    }

    Reader m_reader;
    std::string m_name;
    fs::path m_folder;
    uint64_t m_number = 0;
    uint64_t m_accepted = 0;
};

// In memory, if the system has such a place.
fs::path makeFolder()
{
    std::error_code ignored;
    const fs::path memory = "/dev/shm";
    std::string name
        = ((fs::is_directory(memory, ignored) ? memory : fs::temp_directory_path()) / "fuzz_XXXXXX").string();
    return mkdtemp(name.data()) ? fs::path(name) : fs::path();
}

// In a process of its own, whose end by a signal is a finding and not this one's.
bool runAlone(const std::string& name, const std::function<Reader()>& make, uint64_t count, uint64_t seed)
{
    const fs::path folder = makeFolder();
    if (folder.empty()) {
        std::perror("a folder for the inputs");
        return false;
    }
    const pid_t child = fork();
    if (child == 0) {
        at::set_num_threads(1);
        const c10::InferenceMode inference;
        log::setSink([](log::Level, std::string_view) {});
        watchSignals();
        const bool isGood = Run(make(), name, folder).all(count, seed);
        std::fflush(nullptr);
        _exit(isGood ? 0 : 1);
    }
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    const bool isGood = child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    std::error_code ignored;
    if (isGood)
        fs::remove_all(folder, ignored);
    else if (child > 0 && WIFSIGNALED(status))
        std::fprintf(stderr, "%s ended by signal %d\n", name.c_str(), WTERMSIG(status));
    return isGood;
}

std::optional<uint64_t> numberOf(std::string_view text)
{
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

int main(int argc, char** argv)
{
    const std::string wanted = argc == 4 ? argv[1] : "";
    const std::optional<uint64_t> count = argc == 4 ? numberOf(argv[2]) : std::nullopt;
    const std::optional<uint64_t> seed = argc == 4 ? numberOf(argv[3]) : std::nullopt;
    bool isKnown = false;
    bool isGood = true;
    for (const auto& [name, make] : readers()) {
        if (!count || !seed || (wanted != "all" && wanted != name))
            continue;
        isKnown = true;
        isGood = runAlone(name, make, *count, *seed) && isGood;
    }
    if (isKnown)
        return isGood ? 0 : 1;
    std::fputs("usage: fuzz_readers READER COUNT SEED\nREADER is \"all\" or one of:", stderr);
    for (const auto& [name, make] : readers())
        std::fprintf(stderr, " %s", name.c_str());
    std::fputc('\n', stderr);
    return 2;
}
