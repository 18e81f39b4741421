// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QObject>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <QVariant>

#include <chrono>
#include <functional>

class QSettings;

namespace studio::settings {

// A persistent setting: its name in the file, and its default. No name begins with "general/", in upper or lower case:
// QSettings reserves that group of an INI file, and returns it as "General/".
template<typename T>
struct Key {
    const char* name;
    T fallback{};
};

enum class Theme { Automatic, Light, Dark };
enum class Language { System, English, SimplifiedChinese };

// The window.
inline const Key<QByteArray> kGeometry{"window/geometry"};
inline const Key<QByteArray> kColumnsSplitter{"window/columnsSplitter"};
inline const Key<QByteArray> kCentreSplitter{"window/centreSplitter"};
inline const Key<bool> kSceneVisible{"window/sceneVisible", true};
inline const Key<bool> kRenderVisible{"window/renderVisible", true};
inline const Key<bool> kTakesVisible{"window/takesVisible", true};
inline const Key<bool> kMetersVisible{"window/metersVisible", true};
inline const Key<int> kTakesTab{"window/takesTab", 0};
inline const Key<int> kTileSize{"window/tileSize", 0}; // of the takes; 0: the smallest
inline const Key<bool> kTakesTree{"window/takesTree", false}; // false: the takes are in a grid
inline const Key<bool> kFirstStartDone{"window/firstStartDone", false};

inline const Key<Theme> kTheme{"app/theme", Theme::Automatic};
inline const Key<Language> kLanguage{"app/language", Language::System};
inline const Key<bool> kNotifications{"app/notifications", true};
inline const Key<bool> kReducedMotion{"app/reducedMotion", false};
inline const Key<bool> kEmbedSettings{"app/embedSettings", true}; // into exported files
inline const Key<bool> kLeaveFoldersOut{"app/leaveFoldersOut", true}; // of those settings: where the inputs are

// The player.
inline const Key<double> kVolume{"player/volume", 1.0}; // 0 to 1
inline const Key<bool> kMuted{"player/muted", false};
inline const Key<double> kSpeed{"player/speed", 1.0};
inline const Key<double> kZoom{"player/zoom", 0.0}; // screen pixels per pixel; 0: as large as fits
inline const Key<bool> kLoop{"player/loop", false};
inline const Key<QString> kSoundOutput{"player/output"}; // empty: the system's default
inline const Key<bool> kDropFrames{"player/dropFrames", true}; // so that the picture keeps up with the sound
inline const Key<bool> kScrubSound{"player/scrubSound", false};
inline const Key<int> kShownTake{"player/shownTake", 0}; // number of the take in the player; 0: none

// Folders that a file chooser opens in, one per kind of file.
inline const Key<QString> kPortraitFolder{"folders/portrait"};
inline const Key<QString> kVoiceFolder{"folders/voice"};
inline const Key<QString> kSceneFolder{"folders/scene"};
inline const Key<QString> kMusicFolder{"folders/music"};
inline const Key<QString> kSubtitlesFolder{"folders/subtitles"};
inline const Key<QString> kExportFolder{"folders/export"};
inline const Key<QString> kPresetsFolder{"folders/presets"};
inline const Key<QString> kFilmListFolder{"folders/filmLists"};
inline const Key<QString> kModelFolder{"folders/model"}; // and other choosers of folders
inline const Key<QStringList> kSearchedFolders{"folders/searched"}; // for models, besides the usual places

// The download of a model, as it was begun last; see ui/services/DownloadService.h.
inline const Key<bool> kDownloadBegun{"download/begun", false}; // and is neither finished nor stopped
inline const Key<QString> kDownloadModel{"download/model"};
inline const Key<QString> kDownloadVariant{"download/variant"};
inline const Key<QStringList> kDownloadParts{"download/parts"}; // of the variant; empty: all
inline const Key<QString> kDownloadSource{"download/source"};
inline const Key<QString> kDownloadTarget{"download/target"};
inline const Key<bool> kDownloadUse{"download/use", true}; // the model is used once it is there
inline const Key<bool> kDownloadPrepare{"download/prepare", true}; // and its weights are prepared
inline const Key<QStringList> kTokensInKeyring{"download/tokensInKeyring"}; // servers whose token the keyring has

// Newest first; see Settings::remember().
inline const Key<QStringList> kRecentPortraits{"recent/portraits"};
inline const Key<QStringList> kRecentVoices{"recent/voices"};
inline const Key<QStringList> kRecentScenes{"recent/scenes"};
inline const Key<QStringList> kPromptHistory{"recent/prompts"};
inline constexpr int kRecentCount = 12;

// Rendering. Folders of models are kept by ui/services/ModelFolders.h.
inline const Key<QString> kDevice{"model/device"}; // empty: the first GPU, or the processor without one
inline const Key<bool> kFp8{"model/fp8", true}; // on a GPU
inline const Key<bool> kFp8Attention{"model/fp8Attention", false}; // with kFp8, on a GPU that supports it
inline const Key<int> kLanes{"model/lanes", 0}; // blocks denoised in one pass; 0: as planned
inline const Key<double> kVramBudget{"render/vramBudget", 0.0}; // GiB; 0: the GPU's memory
inline const Key<double> kRamBudget{"render/ramBudget", 0.0};
// Measured speed with the demo model: the machine, and a take as JSON.
inline const Key<QString> kMeasuredMachine{"measured/machine"};
inline const Key<QString> kMeasuredTake{"measured/take"};
inline const Key<double> kPreparedPerSecond{"measured/preparedPerSecond", 0.0}; // bytes of weights; 0: not measured

// The command that speaks texts (media::SpeechOrder::command); empty: espeak-ng.
inline const Key<QString> kSpeechCommand{"speech/command"};

// Files.
inline const Key<QString> kTakesFolder{"files/takesFolder"}; // empty: a folder among the user's films
inline const Key<QString> kNamePattern{"files/namePattern", QStringLiteral("{scene} - take {take}")};
inline const Key<bool> kKeepJournals{"files/keepJournals", true}; // of finished takes, to branch them
inline const Key<int> kAutosaveSeconds{"files/autosaveSeconds", 60};

// Export, as last time.
inline const Key<QString> kExportFormat{"export/format", QStringLiteral("mp4")}; // media::ExportFormat::id
inline const Key<QString> kExportSound{"export/sound"}; // the codec's name; empty: AudioCodec::Copy
inline const Key<int> kExportQuality{"export/quality", 18}; // on the scale of kExportFormat's encoder
inline const Key<int> kExportFrameRate{"export/frameRate", 0}; // 0: as rendered
inline const Key<int> kExportSide{"export/side", 0}; // shorter side in pixels; 0: as made
inline const Key<QString> kExportFinish{"export/finish"}; // shape and so on, as JSON; empty: nothing
inline const Key<bool> kExportAiNote{"export/aiNote", true}; // in the file: made with AI
inline const Key<bool> kExportPoster{"export/poster", false};
inline const Key<bool> kExportMade{"export/made", false}; // something was exported: there is a last time
inline const Key<QStringList> kExportPresets{"export/presets"}; // the user's, as JSON
inline const Key<bool> kEmbedInputs{"export/embedInputs", false}; // portrait and voice: faces and voices are private

// The program's settings. An object, not a singleton: created at start and passed to its users. The file is read once,
// by the constructor; reads come from memory, and changes are written a moment later, at the latest by the destructor.
class Settings : public QObject {
    Q_OBJECT

public:
    // How files are written: calls `write`, on any thread, in the order of the calls; then `written` on this object's
    // thread, unless `context` is gone by then.
    using Write = std::function<Status()>;
    using Written = std::function<void(const Status&)>;
    using Writer = std::function<void(QObject* context, const Write& write, const Written& written)>;
    static void writeHere(QObject* context, const Write& write, const Written& written); // at once

    static constexpr std::chrono::milliseconds kDelay{200}; // changes are collected this long before they are written

    // The user's settings file.
    explicit Settings(Writer writer = writeHere);
    // This INI file, for tests and portable installations.
    explicit Settings(const QString& file, Writer writer = writeHere);
    ~Settings() override;

    // A stored value of another type, from another version or edited by hand, counts as missing.
    template<typename T>
    [[nodiscard]] T get(const Key<T>& key) const;
    template<typename T>
    void set(const Key<T>& key, const T& value);
    template<typename T>
    void reset(const Key<T>& key);

    // Puts an entry at the front of a list of recent items, without duplicates, at most kRecentCount long.
    void remember(const Key<QStringList>& key, const QString& entry);

    // A copy of the file from before this program changed it, if not all of it could be read; empty: all of it was.
    [[nodiscard]] const QString& unreadable() const { return m_unreadable; }

    // Passes changes to the writer now. A failed write is repeated with the next change.
    void sync();

Q_SIGNALS:
    void failed(const studio::Error& error); // NotWritable, DiskFull; the subject is the folder

private:
    Settings(const QSettings& stored, Writer writer);
    void takeOverGeneral();
    void put(const QString& name, const QVariant& value); // an invalid value: removes the entry

    QString m_file;
    QString m_unreadable;
    Writer m_writer;
    QVariantMap m_values;
    QSet<QString> m_changed; // not passed to the writer yet
    QSet<QString> m_refused; // could not be written
    QTimer m_timer;
};

template<typename T>
T Settings::get(const Key<T>& key) const
{
    const QVariant stored = m_values.value(QLatin1String(key.name));
    if (!stored.isValid())
        return key.fallback;
    if constexpr (std::is_enum_v<T>) {
        bool isNumber = false;
        const int number = stored.toInt(&isNumber);
        return isNumber && number >= 0 && number <= 2 ? static_cast<T>(number) : key.fallback;
    } else if constexpr (std::is_same_v<T, int>) {
        bool isNumber = false;
        const int number = stored.toInt(&isNumber);
        return isNumber ? number : key.fallback;
    } else if constexpr (std::is_same_v<T, double>) {
        bool isNumber = false;
        const double number = stored.toDouble(&isNumber);
        return isNumber ? number : key.fallback;
    } else {
        return stored.canConvert<T>() ? stored.value<T>() : key.fallback;
    }
}

template<typename T>
void Settings::set(const Key<T>& key, const T& value)
{
    if constexpr (std::is_enum_v<T>)
        put(QLatin1String(key.name), static_cast<int>(value));
    else
        put(QLatin1String(key.name), QVariant::fromValue(value));
}

template<typename T>
void Settings::reset(const Key<T>& key)
{
    put(QLatin1String(key.name), {});
}

} // namespace studio::settings
