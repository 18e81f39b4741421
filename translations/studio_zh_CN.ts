<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>CompareChoice</name>
    <message>
        <source>Render a second take to compare.</source>
        <translation>再渲染一个版本就可以比较。</translation>
    </message>
    <message>
        <source>No take is selected.</source>
        <translation>没有选中版本。</translation>
    </message>
    <message>
        <source>A take can be compared once it is made.</source>
        <translation>版本做完之后才能比较。</translation>
    </message>
    <message>
        <source>Nine takes can be compared, not more.</source>
        <translation>最多可以比较九个版本。</translation>
    </message>
</context>
<context>
    <name>CompareWords</name>
    <message>
        <source>%1 and %2</source>
        <comment>two takes</comment>
        <translation>%1 与 %2</translation>
    </message>
    <message>
        <source>A · %1</source>
        <translation>A · %1</translation>
    </message>
    <message>
        <source>B · %1</source>
        <translation>B · %1</translation>
    </message>
    <message>
        <source>%1 · other voice</source>
        <comment>a take</comment>
        <translation>%1 · 语音不同</translation>
    </message>
    <message>
        <source>%1 · scaled to A&apos;s size</source>
        <comment>a take</comment>
        <translation>%1 · 已缩放到 A 的尺寸</translation>
    </message>
</context>
<context>
    <name>ContractWords</name>
    <message>
        <source>%1 of %2 GB</source>
        <comment>memory needed, memory allowed</comment>
        <translation>%1 / %2 GB</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>offload off</source>
        <translation>关闭卸载</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of VRAM</source>
        <translation>%1 显存</translation>
    </message>
    <message>
        <source>all VRAM</source>
        <translation>全部显存</translation>
    </message>
    <message>
        <source>%1 of RAM</source>
        <translation>%1 内存</translation>
    </message>
    <message>
        <source>all RAM</source>
        <translation>全部内存</translation>
    </message>
    <message>
        <source>the demo model</source>
        <translation>演示模型</translation>
    </message>
    <message>
        <source>what fits</source>
        <translation>放得下的设置</translation>
    </message>
    <message>
        <source>Use %1</source>
        <comment>setting</comment>
        <translation>改用%1</translation>
    </message>
    <message>
        <source>Use %1: %2, %3</source>
        <comment>setting, memory, time</comment>
        <translation>改用%1：%2，%3</translation>
    </message>
    <message>
        <source>Use %1: %2</source>
        <comment>setting, memory</comment>
        <translation>改用%1：%2</translation>
    </message>
    <message>
        <source>With offload off, all of the model has to lie on the GPU: %1 are needed, %2 are allowed.</source>
        <translation>关闭卸载时，整个模型都要放入显卡：需要 %1，允许 %2。</translation>
    </message>
    <message>
        <source>Even when all weights are streamed, %1 of VRAM are needed; %2 are allowed.</source>
        <translation>即使所有权重都按需传输，也需要 %1 显存，而只允许 %2。</translation>
    </message>
    <message>
        <source>%1 of RAM are needed, %2 are allowed.</source>
        <translation>需要 %1 内存，允许 %2。</translation>
    </message>
    <message>
        <source>%1 needs an NVIDIA GPU, and none was found.</source>
        <translation>%1 需要 NVIDIA 显卡，但未找到。</translation>
    </message>
    <message>
        <source>This scene wants the model %1, which this program doesn&apos;t know.</source>
        <translation>此场景需要模型%1，本程序不认识该模型。</translation>
    </message>
    <message>
        <source>The model&apos;s files aren&apos;t complete; Settings, Model says what is missing.</source>
        <translation>模型文件不完整，“设置 · 模型”中列出了缺少的部分。</translation>
    </message>
    <message>
        <source>Only %1 of RAM stay free for other programs.</source>
        <translation>留给其他程序的内存只剩 %1。</translation>
    </message>
    <message>
        <source>Less than 5 % of the card&apos;s memory stays free.</source>
        <translation>显存剩余不到 5%。</translation>
    </message>
    <message>
        <source>The computer is swapping: other programs take more RAM than there is.</source>
        <translation>电脑正在使用交换区：其他程序占用的内存超过了实际容量。</translation>
    </message>
    <message>
        <source>It takes more than four hours; fewer steps or a smaller size are quicker.</source>
        <translation>需要四小时以上；减少步数或尺寸会更快。</translation>
    </message>
    <message>
        <source>Runs on the processor. The first take measures how fast.</source>
        <translation>在处理器上运行。第一个版本会测出速度。</translation>
    </message>
    <message>
        <source>This model runs on the processor.</source>
        <translation>此模型在处理器上运行。</translation>
    </message>
    <message>
        <source>This model runs on the processor. No NVIDIA GPU was found.</source>
        <translation>此模型在处理器上运行。未找到 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>How long it takes is known after the first take.</source>
        <translation>做完第一个版本后就能知道用时。</translation>
    </message>
    <message>
        <source>Limited by computing; copies are hidden.</source>
        <translation>受限于计算，数据搬运已被掩盖。</translation>
    </message>
    <message>
        <source>Limited by copying weights to the GPU; more VRAM would help.</source>
        <translation>受限于向显卡传输权重，增加显存会更快。</translation>
    </message>
    <message>
        <source>Limited by reading from the disk; more RAM would help.</source>
        <translation>受限于磁盘读取，增加内存会更快。</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>time gone, time promised</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 so far</source>
        <translation>已用 %1</translation>
    </message>
    <message>
        <source>Took more than promised</source>
        <translation>超出承诺</translation>
    </message>
    <message>
        <source>Promise kept</source>
        <translation>兑现承诺</translation>
    </message>
    <message>
        <source>Promise kept so far</source>
        <translation>目前符合承诺</translation>
    </message>
    <message>
        <source>Measured against what was promised.</source>
        <translation>实测值与承诺值对比。</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚未知道</translation>
    </message>
    <message>
        <source>about %1 · %2 fps</source>
        <comment>duration, frames per second</comment>
        <translation>约 %1 · %2 帧/秒</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>Planning…</source>
        <translation>正在规划…</translation>
    </message>
    <message>
        <source>What it will take</source>
        <translation>所需资源</translation>
    </message>
    <message>
        <source>Shown as soon as there is a portrait and a voice.</source>
        <translation>选好肖像和语音后显示。</translation>
    </message>
    <message>
        <source>Next take: doesn&apos;t fit</source>
        <translation>下一版本：放不下</translation>
    </message>
    <message>
        <source>Next take: tight</source>
        <translation>下一版本：吃紧</translation>
    </message>
    <message>
        <source>Next take: fits</source>
        <translation>下一版本：放得下</translation>
    </message>
    <message>
        <source>Doesn&apos;t fit</source>
        <translation>放不下</translation>
    </message>
    <message>
        <source>Fits, but tight</source>
        <translation>放得下，但吃紧</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>放得下</translation>
    </message>
    <message>
        <source>What it took</source>
        <translation>实际消耗</translation>
    </message>
    <message>
        <source>Being measured</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>Nothing was known to promise. The next take has a promise.</source>
        <translation>此前没有可承诺的数值，下一个版本就有了。</translation>
    </message>
    <message>
        <source>%1 more memory than allowed.</source>
        <translation>内存超出上限 %1。</translation>
    </message>
    <message>
        <source>%1 longer than promised.</source>
        <translation>比承诺多用 %1。</translation>
    </message>
    <message>
        <source>%1 longer, within the tolerance.</source>
        <translation>多用 %1，在允许范围内。</translation>
    </message>
    <message>
        <source>The same again: about %1.</source>
        <comment>duration</comment>
        <translation>再来一次：约 %1。</translation>
    </message>
    <message>
        <source>About as promised</source>
        <translation>基本符合承诺</translation>
    </message>
    <message>
        <source>released</source>
        <comment>VRAM</comment>
        <translation>已释放</translation>
    </message>
    <message>
        <source>%1 for now</source>
        <comment>memory</comment>
        <translation>暂时 %1</translation>
    </message>
    <message>
        <source>What was in VRAM waits in RAM. It isn&apos;t measured against the promise.</source>
        <translation>显存中的内容暂存在内存中，不与承诺比较。</translation>
    </message>
    <message>
        <source>About as promised so far</source>
        <translation>目前基本符合承诺</translation>
    </message>
    <message>
        <source>Not measured now</source>
        <translation>暂不比较</translation>
    </message>
    <message>
        <source>about %1 · %2 takes</source>
        <comment>duration, number</comment>
        <translation>约 %1 · %2 个版本</translation>
    </message>
    <message>
        <source>The disk is too full: %1 are needed, %2 are free.</source>
        <translation>磁盘空间不足：需要 %1，剩余 %2。</translation>
    </message>
    <message>
        <source>The disk has only %1 left, %2 are needed.</source>
        <translation>磁盘只剩 %1，需要 %2。</translation>
    </message>
    <message>
        <source>%1 more such takes: about %2.</source>
        <comment>count, duration</comment>
        <translation>再来 %1 个这样的版本：约 %2。</translation>
    </message>
    <message>
        <source>about %1 · not measured yet</source>
        <comment>duration</comment>
        <translation>约 %1 · 尚未测量</translation>
    </message>
</context>
<context>
    <name>DownloadStates</name>
    <message>
        <source>%1/s</source>
        <comment>a size</comment>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>whole, hash right</source>
        <translation>完整，哈希正确</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>checking the hash…</source>
        <translation>正在核对哈希…</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>尚未开始</translation>
    </message>
    <message>
        <source>Asking what there is…</source>
        <translation>正在查询文件列表…</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>%1 left</source>
        <comment>a duration</comment>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Paused at %1</source>
        <comment>a size</comment>
        <translation>已暂停，已有 %1</translation>
    </message>
    <message>
        <source>Everything is there</source>
        <translation>全部就绪</translation>
    </message>
    <message>
        <source>Stopped at %1</source>
        <comment>a size</comment>
        <translation>已停止，已有 %1</translation>
    </message>
    <message>
        <source>The disk %1 is full: %2 more are needed.</source>
        <comment>a folder, a size</comment>
        <translation>磁盘%1已满：还需要 %2。</translation>
    </message>
    <message>
        <source>The disk %1 takes no more, and %2 are still to come.</source>
        <comment>a folder, a size</comment>
        <translation>磁盘%1不再接受数据，还有 %2 未下载。</translation>
    </message>
    <message>
        <source>Make room there, then resume. What has come is kept.</source>
        <translation>请在该磁盘腾出空间，然后点“继续”。已下载的部分会保留。</translation>
    </message>
    <message>
        <source>Waiting for the network, goes on by itself.</source>
        <translation>正在等待网络，恢复后会自动继续。</translation>
    </message>
    <message>
        <source>The token is kept in the system&apos;s keyring.</source>
        <translation>令牌保存在系统密钥环中。</translation>
    </message>
    <message>
        <source>There is no keyring here: the token is held until the program ends.</source>
        <translation>本机没有密钥环：令牌只保留到程序退出。</translation>
    </message>
    <message>
        <source>This file wants a login.</source>
        <translation>此文件需要登录。</translation>
    </message>
    <message>
        <source>The token of the environment (HF_TOKEN) is used.</source>
        <translation>正在使用环境变量（HF_TOKEN）中的令牌。</translation>
    </message>
</context>
<context>
    <name>ExportPresets</name>
    <message>
        <source>As made</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>手机</translation>
    </message>
    <message>
        <source>YouTube</source>
        <translation>YouTube</translation>
    </message>
    <message>
        <source>Editing</source>
        <translation>剪辑</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>As last time</source>
        <translation>与上次相同</translation>
    </message>
    <message>
        <source>Phone, upright</source>
        <translation>手机竖屏</translation>
    </message>
</context>
<context>
    <name>FileChooser</name>
    <message>
        <source>Choose a portrait</source>
        <translation>选择肖像</translation>
    </message>
    <message>
        <source>Choose a voice</source>
        <translation>选择语音</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Sound and video (*.wav *.flac *.mp3 *.m4a *.aac *.ogg *.opus *.wma *.aiff *.mp4 *.mov *.mkv *.webm *.avi)</source>
        <translation>音频和视频 (*.wav *.flac *.mp3 *.m4a *.aac *.ogg *.opus *.wma *.aiff *.mp4 *.mov *.mkv *.webm *.avi)</translation>
    </message>
    <message>
        <source>Scenes (*.avatarscene)</source>
        <translation>场景 (*.avatarscene)</translation>
    </message>
    <message>
        <source>Presets (*.json)</source>
        <translation>预设 (*.json)</translation>
    </message>
    <message>
        <source>Pictures (%1)</source>
        <translation>图片 (%1)</translation>
    </message>
    <message>
        <source>Choose a part of the model</source>
        <translation>选择模型的一个部分</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.gguf *.pth *.pt *.bin tokenizer.json spiece.model)</source>
        <translation>权重 (*.safetensors *.gguf *.pth *.pt *.bin tokenizer.json spiece.model)</translation>
    </message>
    <message>
        <source>Choose music</source>
        <translation>选择音乐</translation>
    </message>
    <message>
        <source>Choose words or subtitles</source>
        <translation>选择文字或字幕</translation>
    </message>
    <message>
        <source>Words and subtitles (*.txt *.srt)</source>
        <translation>文字和字幕 (*.txt *.srt)</translation>
    </message>
    <message>
        <source>Choose a table of films</source>
        <translation>选择影片表格</translation>
    </message>
    <message>
        <source>Choose a folder with pictures and sounds</source>
        <translation>选择含图片和声音的文件夹</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt)</source>
        <translation>表格 (*.csv *.tsv *.txt)</translation>
    </message>
</context>
<context>
    <name>FilmList</name>
    <message>
        <source>It has more fields than the first line has names.</source>
        <translation>它的字段比第一行的名称多。</translation>
    </message>
    <message>
        <source>The window has no column “%1”; avatar-render has more.</source>
        <translation>窗口中没有“%1”列；avatar-render 有更多列。</translation>
    </message>
    <message>
        <source>“%1” can&apos;t be used as %2.</source>
        <comment>a value, a column</comment>
        <translation>“%1”不能用作 %2。</translation>
    </message>
    <message>
        <source>It has no portrait or no voice, and the scene has none either.</source>
        <translation>它缺少肖像或语音，场景中也没有。</translation>
    </message>
    <message>
        <source>%1 %2.</source>
        <comment>a sentence, why</comment>
        <translation>%1%2。</translation>
    </message>
    <message>
        <source>line %1</source>
        <comment>of a table</comment>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a row, what is wrong with it</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>Details has the others.</source>
        <translation>其余见“详情”。</translation>
    </message>
    <message>
        <source>Add films of %1</source>
        <translation>添加 %1 中的影片</translation>
    </message>
    <message numerus="yes">
        <source>%n film(s) are in the queue.</source>
        <translation>
            <numerusform>%n 部影片已加入队列。</numerusform>
        </translation>
    </message>
    <message>
        <source>Start the queue</source>
        <translation>开始队列</translation>
    </message>
</context>
<context>
    <name>FolderOffer</name>
    <message>
        <source>The folder %1 doesn&apos;t exist.</source>
        <translation>文件夹%1不存在。</translation>
    </message>
    <message>
        <source>No file manager was found. It is in %1.</source>
        <translation>没有找到文件管理器。它位于%1。</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>复制路径</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>It doesn&apos;t exist any more</source>
        <translation>文件已不存在</translation>
    </message>
    <message>
        <source>It is no file, or you have no permission to read it</source>
        <translation>它不是文件，或没有读取权限</translation>
    </message>
    <message>
        <source>You have no permission to write there, or the folder is gone</source>
        <translation>没有写入权限，或文件夹已不存在</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>A file of this name exists already</source>
        <translation>已有同名文件</translation>
    </message>
    <message>
        <source>It is damaged</source>
        <translation>文件已损坏</translation>
    </message>
    <message>
        <source>It holds something else than this program writes</source>
        <translation>内容不是本程序写入的格式</translation>
    </message>
    <message>
        <source>Parts of it are missing</source>
        <translation>缺少部分文件</translation>
    </message>
    <message>
        <source>A file is damaged or of another model</source>
        <translation>有文件已损坏，或属于其他模型</translation>
    </message>
    <message>
        <source>A file wants to run code and was not opened</source>
        <translation>有文件试图运行代码，已拒绝打开</translation>
    </message>
    <message>
        <source>It doesn&apos;t fit into the memory that is free now</source>
        <translation>现在的空闲内存放不下</translation>
    </message>
    <message>
        <source>This computer or this build can&apos;t do it</source>
        <translation>这台电脑或此版本程序不支持</translation>
    </message>
    <message>
        <source>The disk reports an error</source>
        <translation>磁盘报告错误</translation>
    </message>
    <message>
        <source>Its text encoder makes numbers that are infinite or none</source>
        <translation>文本编码器产生了无穷大或无效的数值</translation>
    </message>
    <message>
        <source>Its voice encoder makes numbers that are infinite or none</source>
        <translation>语音编码器产生了无穷大或无效的数值</translation>
    </message>
    <message>
        <source>Its picture encoder makes numbers that are infinite or none</source>
        <translation>图像编码器产生了无穷大或无效的数值</translation>
    </message>
    <message>
        <source>Its decoder makes numbers that are infinite or none</source>
        <translation>解码器产生了无穷大或无效的数值</translation>
    </message>
    <message>
        <source>Its transformer makes numbers that are infinite or none</source>
        <translation>主模型产生了无穷大或无效的数值</translation>
    </message>
    <message>
        <source>“{file}” is not a picture.</source>
        <translation>“{file}”不是图片。</translation>
    </message>
    <message>
        <source>“{file}” is too small: {w} × {h}.</source>
        <translation>“{file}”太小：{w} × {h}。</translation>
    </message>
    <message>
        <source>The shorter side needs at least {least} pixels.</source>
        <translation>短边至少需要 {least} 像素。</translation>
    </message>
    <message>
        <source>“{file}” is too large: {w} × {h}.</source>
        <translation>“{file}”太大：{w} × {h}。</translation>
    </message>
    <message>
        <source>Pictures up to {most} megapixels are read; {size} is enough for this render.</source>
        <translation>最多读取 {most} 百万像素；本次渲染只需要 {size}。</translation>
    </message>
    <message>
        <source>“{file}” has no sound.</source>
        <translation>“{file}”没有声音。</translation>
    </message>
    <message>
        <source>The file opens, but no audio track is in it.</source>
        <translation>文件可以打开，但其中没有音轨。</translation>
    </message>
    <message>
        <source>The voice is shorter than one block ({s} s).</source>
        <translation>语音不足一个块（{s} 秒）。</translation>
    </message>
    <message>
        <source>One block is 0.48 s. The rest is filled with silence.</source>
        <translation>一个块为 0.48 秒，其余部分以静音补足。</translation>
    </message>
    <message>
        <source>“{file}” can&apos;t be read.</source>
        <translation>无法读取“{file}”。</translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation>{reason}。</translation>
    </message>
    <message>
        <source>{n} tokens too long.</source>
        <translation>超出 {n} 个词元。</translation>
    </message>
    <message>
        <source>The model reads {most} tokens; the grey end is left out.</source>
        <translation>模型最多读取 {most} 个词元，灰色的结尾不会使用。</translation>
    </message>
    <message>
        <source>The voice is silent.</source>
        <translation>语音是静音。</translation>
    </message>
    <message>
        <source>Louder than −60 dB nowhere. The mouth will stay closed.</source>
        <translation>全程低于 −60 dB，嘴巴会一直闭着。</translation>
    </message>
    <message>
        <source>“{file}” is damaged.</source>
        <translation>“{file}”已损坏。</translation>
    </message>
    <message>
        <source>It starts well and can&apos;t be decoded further on. Export it again, or take another file.</source>
        <translation>文件开头正常，但之后无法解码。请重新导出，或换一个文件。</translation>
    </message>
    <message>
        <source>Doesn&apos;t fit: {need} GB of VRAM, {budget} GB allowed.</source>
        <translation>放不下：需要 {need} GB 显存，允许 {budget} GB。</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
    <message>
        <source>Fits, but only {n} GB of RAM stay free.</source>
        <translation>放得下，但内存只剩 {n} GB。</translation>
    </message>
    <message>
        <source>Other programs may become slow while this take is made.</source>
        <translation>渲染期间其他程序可能变慢。</translation>
    </message>
    <message>
        <source>The disk “{disk}” is too full.</source>
        <translation>磁盘“{disk}”空间不足。</translation>
    </message>
    <message>
        <source>This take needs {need} GB, {free} GB are free.</source>
        <translation>此版本需要 {need} GB，剩余 {free} GB。</translation>
    </message>
    <message>
        <source>The model is not complete: {n} of {m} parts are missing.</source>
        <translation>模型不完整：{m} 个部分缺少 {n} 个。</translation>
    </message>
    <message>
        <source>The folder is “{folder}”. The demo model stays in use.</source>
        <translation>文件夹为“{folder}”。继续使用演示模型。</translation>
    </message>
    <message>
        <source>“{file}” is damaged or of another model.</source>
        <translation>“{file}”已损坏，或属于其他模型。</translation>
    </message>
    <message>
        <source>{tensor} should be {expected}, the file has {found}.</source>
        <translation>{tensor} 应为 {expected}，文件中是 {found}。</translation>
    </message>
    <message>
        <source>“{file}” wants to run code and was not opened.</source>
        <translation>“{file}”试图运行代码，已拒绝打开。</translation>
    </message>
    <message>
        <source>A checkpoint needs numbers only. This one asks for “{name}”.</source>
        <translation>模型文件只应包含数值，而它请求“{name}”。</translation>
    </message>
    <message>
        <source>The LoRA “{file}” doesn&apos;t fit this model.</source>
        <translation>LoRA“{file}”与此模型不匹配。</translation>
    </message>
    <message>
        <source>It was made for another model, or is of a kind that can&apos;t be applied. Choose the one that came with this model.</source>
        <translation>它是为其他模型制作的，或者属于无法应用的类型。请选择与此模型配套的文件。</translation>
    </message>
    <message>
        <source>Take {n} can&apos;t be made: the model can&apos;t be read.</source>
        <translation>无法制作版本 {n}：模型无法读取。</translation>
    </message>
    <message>
        <source>Take {n} stopped: the model&apos;s numbers are damaged.</source>
        <translation>版本 {n} 已停止：模型数值已损坏。</translation>
    </message>
    <message>
        <source>{reason}. What was finished before is kept; download the model again.</source>
        <translation>{reason}。之前完成的部分已保留，请重新下载模型。</translation>
    </message>
    <message>
        <source>No NVIDIA GPU was found.</source>
        <translation>未找到 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>The demo model works on the processor. Live Avatar 14B needs a GPU with 8 GB or more.</source>
        <translation>演示模型可在处理器上运行；Live Avatar 14B 需要 8 GB 或以上的显卡。</translation>
    </message>
    <message>
        <source>The graphics driver is too old ({found}).</source>
        <translation>显卡驱动过旧（{found}）。</translation>
    </message>
    <message>
        <source>Version {needed} or newer is needed for this GPU.</source>
        <translation>此显卡需要 {needed} 或更新版本。</translation>
    </message>
    <message>
        <source>Another program took {n} GB of VRAM. Going on with less.</source>
        <translation>其他程序占用了 {n} GB 显存，改用更少显存继续。</translation>
    </message>
    <message>
        <source>“{program}” came in at block {b}. The plan was lowered; the take goes on, about {t} longer.</source>
        <translation>“{program}”在第 {b} 块时启动。计划已下调，此版本继续，约多用 {t}。</translation>
    </message>
    <message>
        <source>Take {n} stopped: the GPU ran out of memory.</source>
        <translation>版本 {n} 已停止：显存不足。</translation>
    </message>
    <message>
        <source>Take {n} stopped: the GPU does not answer.</source>
        <translation>版本 {n} 已停止：显卡没有响应。</translation>
    </message>
    <message>
        <source>Take {n} stopped: there is not enough memory.</source>
        <translation>版本 {n} 已停止：内存不足。</translation>
    </message>
    <message>
        <source>Take {n} stopped: the engine reports an error.</source>
        <translation>版本 {n} 已停止：引擎报告错误。</translation>
    </message>
    <message>
        <source>Take {n} can&apos;t be made with these settings.</source>
        <translation>无法用这些设置制作版本 {n}。</translation>
    </message>
    <message>
        <source>“{file}” exists already.</source>
        <translation>“{file}”已存在。</translation>
    </message>
    <message>
        <source>Nothing was overwritten; choose another name or folder.</source>
        <translation>没有覆盖任何内容，请选择其他名称或文件夹。</translation>
    </message>
    <message>
        <source>Take {n} stopped: the disk is full.</source>
        <translation>版本 {n} 已停止：磁盘已满。</translation>
    </message>
    <message>
        <source>“{folder}” can&apos;t be written to.</source>
        <translation>无法写入“{folder}”。</translation>
    </message>
    <message>
        <source>{reason}. Nothing was lost.</source>
        <translation>{reason}。没有丢失任何内容。</translation>
    </message>
    <message>
        <source>The program ended unexpectedly. Your scene is back.</source>
        <translation>程序上次意外退出，场景已恢复。</translation>
    </message>
    <message>
        <source>The take can&apos;t be brought back.</source>
        <translation>无法恢复该版本。</translation>
    </message>
    <message>
        <source>Its film isn&apos;t in the trash any more; somebody emptied it or took it out.</source>
        <translation>影片已不在回收站中，可能已被清空或移出。</translation>
    </message>
    <message>
        <source>The program ended unexpectedly while a take was made.</source>
        <translation>程序在制作版本时意外退出。</translation>
    </message>
    <message>
        <source>{kept}</source>
        <translation>{kept}</translation>
    </message>
    <message>
        <source>The queue of this window isn&apos;t kept.</source>
        <translation>不会保存此窗口的队列。</translation>
    </message>
    <message>
        <source>“{folder}” can&apos;t be locked, or another window has it. Jobs that wait are forgotten when this window closes.</source>
        <translation>无法锁定“{folder}”，或另一个窗口正在使用它。关闭此窗口后，等待中的任务将丢失。</translation>
    </message>
    <message>
        <source>“{file}” was made by a newer version.</source>
        <translation>“{file}”由更新的版本创建。</translation>
    </message>
    <message>
        <source>It needs version {v} of this program. The open scene is unchanged.</source>
        <translation>需要本程序 {v} 版。当前打开的场景未改变。</translation>
    </message>
    <message>
        <source>The scene opened, but {n} files have moved.</source>
        <translation>场景已打开，但有 {n} 个文件被移动。</translation>
    </message>
    <message>
        <source>“{file}” was looked for beside the scene and at its old place.</source>
        <translation>已在场景旁边和原位置查找“{file}”。</translation>
    </message>
    <message>
        <source>“{file}” can&apos;t be opened as a scene.</source>
        <translation>无法将“{file}”作为场景打开。</translation>
    </message>
    <message>
        <source>{reason}. The open scene is unchanged.</source>
        <translation>{reason}。当前打开的场景未改变。</translation>
    </message>
    <message>
        <source>It is as it was at the last autosave and isn&apos;t saved under its name yet.</source>
        <translation>内容为最近一次自动保存时的状态，尚未以原名保存。</translation>
    </message>
    <message>
        <source>The queue of the last session can&apos;t be read, or not all of it.</source>
        <translation>上次会话的队列无法读取，或只能读取一部分。</translation>
    </message>
    <message>
        <source>The file was kept as “{file}”. What could be read waits in the queue; order the rest again.</source>
        <translation>原文件已保留为“{file}”。能读取的任务在队列中等待，其余请重新添加。</translation>
    </message>
    <message>
        <source>Export stopped: the {codec} encoder reports an error.</source>
        <translation>导出已停止：{codec} 编码器报告错误。</translation>
    </message>
    <message>
        <source>“{message}”. The take itself is unharmed; the half-written file was removed.</source>
        <translation>“{message}”。版本本身未受影响，未写完的文件已删除。</translation>
    </message>
    <message>
        <source>“{file}” holds no settings.</source>
        <translation>“{file}”中没有设置。</translation>
    </message>
    <message>
        <source>It can be used as a voice; only videos exported with “Put the settings into the file” bring a scene back.</source>
        <translation>可以用它的声音；只有导出时勾选“把设置写入文件”的视频才能恢复场景。</translation>
    </message>
    <message>
        <source>Nothing here takes “{file}”.</source>
        <translation>这里用不到“{file}”。</translation>
    </message>
    <message>
        <source>Pictures, sounds, videos, scenes and the folder of a model can be dropped.</source>
        <translation>可以拖入图片、音频、视频、场景和模型文件夹。</translation>
    </message>
    <message>
        <source>Choose another…</source>
        <translation>选择其他文件…</translation>
    </message>
    <message>
        <source>Use it anyway</source>
        <translation>仍然使用</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Cut it there</source>
        <translation>在此截断</translation>
    </message>
    <message>
        <source>Use {setting}: {vram} GB, {time}</source>
        <translation>改用 {setting}：{vram} GB，{time}</translation>
    </message>
    <message>
        <source>Use {setting}: {ram} GB, {time}</source>
        <translation>改用 {setting}：{ram} GB，{time}</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>选择其他文件夹…</translation>
    </message>
    <message>
        <source>Delete old takes…</source>
        <translation>删除旧版本…</translation>
    </message>
    <message>
        <source>Show what is missing</source>
        <translation>查看缺少什么</translation>
    </message>
    <message>
        <source>Use the demo model</source>
        <translation>使用演示模型</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>Show the new plan</source>
        <translation>查看新计划</translation>
    </message>
    <message>
        <source>Continue take</source>
        <translation>继续此版本</translation>
    </message>
    <message>
        <source>Show the plan</source>
        <translation>查看计划</translation>
    </message>
    <message>
        <source>Restart the engine and continue</source>
        <translation>重启引擎并继续</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Open a copy of what can be read</source>
        <translation>打开可读取部分的副本</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Go on without</source>
        <translation>不使用并继续</translation>
    </message>
    <message>
        <source>Try H.264</source>
        <translation>改用 H.264</translation>
    </message>
    <message>
        <source>Use its sound</source>
        <translation>使用其声音</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>查看日志</translation>
    </message>
    <message>
        <source>Open the settings…</source>
        <translation>打开设置…</translation>
    </message>
    <message>
        <source>Open another…</source>
        <translation>打开其他场景…</translation>
    </message>
    <message>
        <source>It is %1</source>
        <comment>a kind of picture</comment>
        <translation>这是 %1</translation>
    </message>
    <message>
        <source>JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF, BMP and a few more can be read; this file holds something else.</source>
        <translation>可以读取 JPEG、PNG、WebP、HEIC、AVIF、TIFF、GIF、BMP 等；此文件是其他内容。</translation>
    </message>
    <message>
        <source>“{file}” is a kind of picture that can&apos;t be read.</source>
        <translation>“{file}”是无法读取的图片类型。</translation>
    </message>
    <message>
        <source>{reason}. Save it as PNG or JPEG, or take another picture.</source>
        <translation>{reason}。请另存为 PNG 或 JPEG，或换一张图片。</translation>
    </message>
    <message>
        <source>A file is only a Git LFS pointer: fetch it with “git lfs pull”, or download it</source>
        <translation>有文件只是 Git LFS 指针：请用“git lfs pull”获取，或直接下载</translation>
    </message>
    <message>
        <source>A text or a web page was saved in a file&apos;s place: download the file itself</source>
        <translation>保存的是文本或网页，而不是文件本身：请下载文件本身</translation>
    </message>
    <message>
        <source>A download has reserved the space of a file and not filled it: let it end</source>
        <translation>下载只预留了文件的空间，尚未写入：请等待下载完成</translation>
    </message>
    <message>
        <source>A file is packed in an archive: unpack it</source>
        <translation>有文件仍在压缩包中：请先解压</translation>
    </message>
    <message>
        <source>A file is of the format GGUF, which isn&apos;t read in its place</source>
        <translation>有文件是 GGUF 格式，此处无法读取</translation>
    </message>
    <message>
        <source>A file is of another format than is read in its place</source>
        <translation>有文件的格式与此处可读取的不同</translation>
    </message>
    <message>
        <source>The network or the server gives no usable answer</source>
        <translation>网络或服务器没有给出可用的回应</translation>
    </message>
    <message>
        <source>The server wants a login</source>
        <translation>服务器要求登录</translation>
    </message>
    <message>
        <source>The server doesn&apos;t have it</source>
        <translation>服务器上没有它</translation>
    </message>
    <message>
        <source>Its hash is not the published one</source>
        <translation>它的哈希值与发布的不同</translation>
    </message>
    <message>
        <source>“{file}” can&apos;t be fetched: the network gives no usable answer.</source>
        <translation>“{file}”无法获取：网络没有给出可用的回应。</translation>
    </message>
    <message>
        <source>What has come is kept, and the download goes on from there.</source>
        <translation>已下载的部分会保留，下载将从那里继续。</translation>
    </message>
    <message>
        <source>“{file}” wants a login.</source>
        <translation>“{file}”需要登录。</translation>
    </message>
    <message>
        <source>Accept its terms on its page, and give a token of your account.</source>
        <translation>请在其页面上接受条款，并提供您账户的令牌。</translation>
    </message>
    <message>
        <source>“{file}” isn&apos;t on this server.</source>
        <translation>“{file}”不在此服务器上。</translation>
    </message>
    <message>
        <source>It was moved, or a mirror doesn&apos;t have it. Choose another source.</source>
        <translation>它已被移走，或者镜像没有它。请选择其他来源。</translation>
    </message>
    <message>
        <source>“{file}” is not the file that its publisher lists.</source>
        <translation>“{file}”不是发布者所列的文件。</translation>
    </message>
    <message>
        <source>Its hash is another one, so it isn&apos;t used. Choose another source.</source>
        <translation>它的哈希值不同，因此不会使用。请选择其他来源。</translation>
    </message>
    <message>
        <source>{safe} “{program}” uses {used} GB of this GPU; the smallest plan needs {x} GB. Close it, then continue.</source>
        <translation>{safe}“{program}”占用 {used} GB 显存，最小的计划需要 {x} GB。请将其关闭后继续。</translation>
    </message>
    <message>
        <source>{safe} The driver was reset or the card was removed.</source>
        <translation>{safe}驱动被重置或显卡已移除。</translation>
    </message>
    <message>
        <source>{safe} Choose a smaller size or fewer steps, or close other programs.</source>
        <translation>{safe}请选择更小的尺寸或更少的步数，或关闭其他程序。</translation>
    </message>
    <message>
        <source>{safe} The diagnostics say more.</source>
        <translation>{safe}诊断信息中有更多说明。</translation>
    </message>
    <message>
        <source>{safe} “{disk}” has {free} free; the rest needs {need}.</source>
        <translation>{safe}“{disk}”剩余 {free}，其余部分需要 {need}。</translation>
    </message>
    <message>
        <source>The disk of “{folder}” has too little room for the model.</source>
        <translation>“{folder}”所在的磁盘空间不足，放不下模型。</translation>
    </message>
    <message>
        <source>Make room there, or choose another folder. What has come is kept.</source>
        <translation>请腾出空间，或选择其他文件夹。已下载的部分会保留。</translation>
    </message>
    <message>
        <source>The voice is very quiet.</source>
        <translation>语音太轻。</translation>
    </message>
    <message>
        <source>Its loudness is {loudness}; it is made {gain} louder. Normalised it has {target}, as spoken words usually do.</source>
        <translation>响度为 {loudness}，将提高 {gain}。标准化后为 {target}，与通常的语音相同。</translation>
    </message>
    <message>
        <source>Normalise</source>
        <translation>标准化</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <comment>what a file is, what is needed</comment>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>A file is %1</source>
        <comment>a kind of model</comment>
        <translation>有一个文件是%1</translation>
    </message>
    <message>
        <source>{what} can&apos;t be read, or not all of it.</source>
        <translation>{what}无法读取，或无法完整读取。</translation>
    </message>
    <message>
        <source>What could be read is used. The file as it was is kept as “{kept}”.</source>
        <translation>能读取的内容已使用。原文件保存为“{kept}”。</translation>
    </message>
    <message>
        <source>The queue is done, and the program closes.</source>
        <translation>队列已完成，程序即将关闭。</translation>
    </message>
    <message>
        <source>In {n} s, as you chose in the queue&apos;s menu. The scene is kept.</source>
        <translation>还有 {n} 秒，这是你在队列菜单中的选择。场景会保留。</translation>
    </message>
    <message>
        <source>The queue is done, and the machine goes to sleep.</source>
        <translation>队列已完成，计算机即将睡眠。</translation>
    </message>
    <message>
        <source>The machine can&apos;t be put to sleep.</source>
        <translation>无法让计算机睡眠。</translation>
    </message>
    <message>
        <source>The system says: {problem}</source>
        <translation>系统提示：{problem}</translation>
    </message>
    <message>
        <source>Don&apos;t</source>
        <translation>不要</translation>
    </message>
    <message>
        <source>Its portrait, its voice, the model, the device or this program has changed since it was begun, or what was noted of it is damaged</source>
        <translation>开始制作以来，肖像、语音、模型、设备或本程序已有变化，或所记录的内容已损坏</translation>
    </message>
    <message>
        <source>The program ended unexpectedly while take {n} was made.</source>
        <translation>制作版本 {n} 时程序意外退出。</translation>
    </message>
    <message>
        <source>{made} are safe and can be played. The take can go on there; the film is the same as without the break.</source>
        <translation>{made} 已安全保存，可以播放。该版本可从此处继续，成片与未中断时相同。</translation>
    </message>
    <message>
        <source>Take {n} can&apos;t go on.</source>
        <translation>版本 {n} 无法继续。</translation>
    </message>
    <message>
        <source>{reason}. Its film is as it was. Its job is on hold; taken off hold it makes a new take.</source>
        <translation>{reason}。已有影片保持不变。其任务已搁置；取消搁置后将制作新版本。</translation>
    </message>
    <message>
        <source>{n} of {all} films of “{file}” were left out.</source>
        <translation>“{file}”的 {all} 部影片中有 {n} 部未加入。</translation>
    </message>
    <message>
        <source>{faults}</source>
        <translation>{faults}</translation>
    </message>
    <message>
        <source>“{file}” has no films for the queue.</source>
        <translation>“{file}”中没有可加入队列的影片。</translation>
    </message>
    <message>
        <source>A table names columns in its first line: image, audio, prompt, base_seed …, and has a film in each other. In a folder, a picture and a sound of one name are a film.</source>
        <translation>表格的第一行是列名：image、audio、prompt、base_seed……，其余每行是一部影片。文件夹中，同名的图片和声音是一部影片。</translation>
    </message>
    <message>
        <source>Nobody is marked in the new portrait: the voice moves the whole picture.</source>
        <translation>新肖像中没有标出任何人：语音驱动整个画面。</translation>
    </message>
    <message>
        <source>Those who speak were marked in the portrait before. Undo brings both back.</source>
        <translation>说话的人标在之前的肖像上。“撤销”可把两者都找回。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>“{message}”. The takes themselves are unharmed; nothing half-made was left.</source>
        <translation>“{message}”。原有版本未受影响，也没有留下未完成的文件。</translation>
    </message>
    <message>
        <source>The new take couldn&apos;t be made: “{file}”.</source>
        <translation>未能生成新版本：“{file}”。</translation>
    </message>
    <message>
        <source>The take couldn&apos;t be laid over “{file}”.</source>
        <translation>无法把版本贴回“{file}”。</translation>
    </message>
    <message>
        <source>{reason} The take and the video are as they were.</source>
        <translation>{reason}版本和视频均保持原样。</translation>
    </message>
</context>
<context>
    <name>ModelStates</name>
    <message>
        <source>nowhere on this computer</source>
        <translation>本机没有</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>checking shapes…</source>
        <translation>正在检查形状…</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>%1 missing</source>
        <comment>a part</comment>
        <translation>缺少%1</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) missing</source>
        <translation>
            <numerusform>缺少 %n 个部分</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 can&apos;t be used</source>
        <comment>a part</comment>
        <translation>%1无法使用</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) missing or not usable</source>
        <translation>
            <numerusform>%n 个部分缺失或无法使用</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, as published</source>
        <comment>a model</comment>
        <translation>%1，原版</translation>
    </message>
    <message>
        <source>The demo model stays in use.</source>
        <translation>演示模型继续使用。</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) missing.</source>
        <translation>
            <numerusform>缺少 %n 个部分。</numerusform>
        </translation>
    </message>
    <message>
        <source>Each one below says how it is got.</source>
        <translation>下面说明每个部分如何获取。</translation>
    </message>
    <message numerus="yes">
        <source>This set can&apos;t be used: %n of its %1 parts are missing or not what they seem.</source>
        <translation>
            <numerusform>这一套无法使用：%1 个部分中有 %n 个缺失或名不副实。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was changed. Each part below says what it is and what makes it right.</source>
        <translation>未改动任何内容。下面每个部分都说明它是什么、如何纠正。</translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) from elsewhere</source>
        <translation>
            <numerusform>%n 个部分取自别处</numerusform>
        </translation>
    </message>
    <message>
        <source>from the next take on</source>
        <translation>从下一个版本起</translation>
    </message>
    <message>
        <source>%1. The demo model stays in use until everything is there.</source>
        <comment>what is missing</comment>
        <translation>%1。全部就绪之前继续使用演示模型。</translation>
    </message>
    <message>
        <source>This folder doesn&apos;t exist any more.</source>
        <translation>此文件夹已不存在。</translation>
    </message>
    <message>
        <source>This folder holds no part of the model.</source>
        <translation>此文件夹中没有模型的任何部分。</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n part(s)</source>
        <translation>
            <numerusform>%n 个部分中有 %1 个</numerusform>
        </translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the words of a list</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>Looking for the model on this computer…</source>
        <translation>正在本机查找模型…</translation>
    </message>
    <message>
        <source>The folder %1 doesn&apos;t exist any more.</source>
        <translation>文件夹%1已不存在。</translation>
    </message>
    <message>
        <source>%1 was set up there.</source>
        <comment>a model</comment>
        <translation>%1 原本设在那里。</translation>
    </message>
    <message>
        <source>Nothing of the model is on this computer. It has %1.</source>
        <comment>a size</comment>
        <translation>本机没有此模型的任何部分。它共 %1。</translation>
    </message>
    <message>
        <source>Fetch it with the commands below, or add the folder that it lies in.</source>
        <translation>用下面的命令获取，或添加它所在的文件夹。</translation>
    </message>
    <message>
        <source>In use: %1.</source>
        <comment>a model</comment>
        <translation>使用中：%1。</translation>
    </message>
    <message>
        <source>The next render is made with it; the demo model stays in the list of models.</source>
        <translation>下次渲染即用它；演示模型仍在模型列表中。</translation>
    </message>
    <message>
        <source>%1 is complete on this computer.</source>
        <comment>a model</comment>
        <translation>%1 在本机已完整。</translation>
    </message>
    <message>
        <source>Use takes it for the next render. Until then the demo model stays in use.</source>
        <translation>点“使用”后，下次渲染即用它。在此之前继续使用演示模型。</translation>
    </message>
    <message>
        <source>One part is missing: the %1.</source>
        <comment>a LoRA</comment>
        <translation>缺少一个部分：%1。</translation>
    </message>
    <message numerus="yes">
        <source>One part is missing, the same for all %n set(s): the %1.</source>
        <comment>a LoRA</comment>
        <translation>
            <numerusform>%n 套都缺少同一个部分：%1。</numerusform>
        </translation>
    </message>
    <message>
        <source>It turns the base model into the four-step talking one. %1. The demo model stays in use.</source>
        <comment>a size</comment>
        <translation>它把基础模型变成四步的说话模型。%1。演示模型继续使用。</translation>
    </message>
    <message>
        <source>No set is complete yet.</source>
        <translation>还没有一套是完整的。</translation>
    </message>
    <message>
        <source>Each one below says what it lacks. The demo model stays in use.</source>
        <translation>下面说明每一套缺少什么。演示模型继续使用。</translation>
    </message>
    <message>
        <source>%1 in %2 · looked at once, nothing was changed</source>
        <comment>3 sets in 2 places</comment>
        <translation>%2共 %1 · 只查看，未改动</translation>
    </message>
    <message numerus="yes">
        <source>%n set(s)</source>
        <translation>
            <numerusform>%n 套</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>today %1</source>
        <comment>a time</comment>
        <translation>今天 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) couldn&apos;t be compared: their publisher&apos;s list isn&apos;t there, or lacks them.</source>
        <translation>
            <numerusform>%n 个文件无法核对：没有发布者的列表，或列表中没有它们。</numerusform>
        </translation>
    </message>
    <message>
        <source>Hashes are right.</source>
        <translation>哈希正确。</translation>
    </message>
    <message>
        <source>%1 Checked %2</source>
        <comment>a sentence, a time</comment>
        <translation>%1核对于%2</translation>
    </message>
    <message>
        <source>Get it, %1</source>
        <comment>a size</comment>
        <translation>获取，%1</translation>
    </message>
    <message>
        <source>Get what is missing, %1</source>
        <comment>a size</comment>
        <translation>获取缺少的部分，%1</translation>
    </message>
    <message>
        <source>Put it right, %1</source>
        <comment>a size</comment>
        <translation>修复它，%1</translation>
    </message>
    <message>
        <source>Put both right, %1</source>
        <comment>a size</comment>
        <translation>修复这两个部分，%1</translation>
    </message>
    <message>
        <source>Put all three right, %1</source>
        <comment>a size</comment>
        <translation>修复全部三个部分，%1</translation>
    </message>
    <message>
        <source>Put all four right, %1</source>
        <comment>a size</comment>
        <translation>修复全部四个部分，%1</translation>
    </message>
    <message>
        <source>Put all right, %1</source>
        <comment>a size</comment>
        <translation>全部修复，%1</translation>
    </message>
    <message>
        <source>finest, recommended</source>
        <translation>最精细，推荐</translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message>
        <source>File %1 of %2</source>
        <translation>第 %1 个文件（共 %2 个）</translation>
    </message>
    <message>
        <source>%1 is a Git LFS pointer, not the file</source>
        <translation>%1只是 Git LFS 指针，不是文件</translation>
    </message>
    <message>
        <source>%1 of text stand where %2 belong: the folder was cloned without git-lfs.</source>
        <translation>应有 %2 的地方只有 %1 文本：此文件夹克隆时没有用 git-lfs。</translation>
    </message>
    <message>
        <source>The folder was cloned without git-lfs: “git lfs pull” fetches the file.</source>
        <translation>此文件夹克隆时没有用 git-lfs：“git lfs pull”可取得文件。</translation>
    </message>
    <message>
        <source>%1 is a web page, not the file</source>
        <translation>%1是网页，不是文件</translation>
    </message>
    <message>
        <source>A server&apos;s answer was saved in its place: download the file itself.</source>
        <translation>保存下来的是服务器的回答：请下载文件本身。</translation>
    </message>
    <message>
        <source>%1 is a text, not the file</source>
        <translation>%1是文本，不是文件</translation>
    </message>
    <message>
        <source>%1 is empty inside</source>
        <translation>%1内部是空的</translation>
    </message>
    <message>
        <source>A download has reserved its space and not filled it: let it end.</source>
        <translation>下载已预留空间但尚未写入：请等它结束。</translation>
    </message>
    <message>
        <source>%1 is packed in an archive</source>
        <translation>%1被打包在压缩文件里</translation>
    </message>
    <message>
        <source>Unpack it.</source>
        <translation>请解压。</translation>
    </message>
    <message>
        <source>%1 belongs to another model</source>
        <translation>%1属于其他模型</translation>
    </message>
    <message>
        <source>It is %1.</source>
        <comment>a kind of model</comment>
        <translation>它是%1。</translation>
    </message>
    <message>
        <source>%1 is of another format</source>
        <translation>%1是另一种格式</translation>
    </message>
    <message>
        <source>This format isn&apos;t read in its place.</source>
        <translation>此处不读取这种格式。</translation>
    </message>
    <message>
        <source>Cut short: %1</source>
        <comment>sizes</comment>
        <translation>不完整：%1</translation>
    </message>
    <message>
        <source>The end of %1 is missing: the download didn&apos;t end. Download it again.</source>
        <translation>%1缺少结尾：下载没有完成。请重新下载。</translation>
    </message>
    <message>
        <source>%1 is damaged</source>
        <translation>%1已损坏</translation>
    </message>
    <message>
        <source>It is cut short or has false entries: download it again.</source>
        <translation>它不完整或内容有误：请重新下载。</translation>
    </message>
    <message>
        <source>%1 isn&apos;t whole</source>
        <translation>%1不完整</translation>
    </message>
    <message>
        <source>Tensors of this model are missing in it.</source>
        <translation>其中缺少本模型的张量。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) missing</source>
        <translation>
            <numerusform>缺少 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 can&apos;t be used</source>
        <translation>%1无法使用</translation>
    </message>
    <message>
        <source>Its numbers are stored as %1, which isn&apos;t read.</source>
        <translation>其数值以 %1 存储，本程序不读取。</translation>
    </message>
    <message>
        <source>Its tensors have other shapes or kinds of numbers than this model&apos;s.</source>
        <translation>其张量的形状或数值类型与本模型不同。</translation>
    </message>
    <message>
        <source>%1 doesn&apos;t fit this model</source>
        <translation>%1不适合本模型</translation>
    </message>
    <message>
        <source>It was made for another model, or is of a kind that can&apos;t be applied.</source>
        <translation>它是为其他模型制作的，或属于无法应用的类型。</translation>
    </message>
    <message>
        <source>%1 wants to run code and was not opened</source>
        <translation>%1想执行代码，未被打开</translation>
    </message>
    <message>
        <source>A model needs numbers only.</source>
        <translation>模型只需要数值。</translation>
    </message>
    <message>
        <source>%1 doesn&apos;t exist any more</source>
        <translation>%1已不存在</translation>
    </message>
    <message>
        <source>%1 can&apos;t be read</source>
        <translation>%1无法读取</translation>
    </message>
    <message>
        <source>It is no file, or you have no permission to read it.</source>
        <translation>它不是文件，或你没有读取权限。</translation>
    </message>
    <message>
        <source>The engine can&apos;t read it.</source>
        <translation>引擎无法读取它。</translation>
    </message>
    <message>
        <source>Video model</source>
        <translation>视频模型</translation>
    </message>
    <message>
        <source>Text encoder</source>
        <translation>文本编码器</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Voice encoder</source>
        <translation>语音编码器</translation>
    </message>
    <message>
        <source>Picture decoder</source>
        <translation>画面解码器</translation>
    </message>
    <message>
        <source>%1 LoRA</source>
        <comment>a model</comment>
        <translation>%1 LoRA</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Hugging Face 缓存</translation>
    </message>
    <message>
        <source>ModelScope cache</source>
        <translation>ModelScope 缓存</translation>
    </message>
    <message>
        <source>ComfyUI folder</source>
        <translation>ComfyUI 文件夹</translation>
    </message>
    <message>
        <source>Own folder</source>
        <translation>自己的文件夹</translation>
    </message>
    <message>
        <source>from the Hugging Face cache</source>
        <translation>取自 Hugging Face 缓存</translation>
    </message>
    <message>
        <source>from the ModelScope cache</source>
        <translation>取自 ModelScope 缓存</translation>
    </message>
    <message>
        <source>from ComfyUI&apos;s folder</source>
        <translation>取自 ComfyUI 文件夹</translation>
    </message>
    <message>
        <source>from another folder</source>
        <translation>取自其他文件夹</translation>
    </message>
    <message>
        <source>%1 is no part of this model</source>
        <translation>%1不属于本模型</translation>
    </message>
    <message>
        <source>%1 is another part of the model</source>
        <translation>%1是模型的另一部分</translation>
    </message>
</context>
<context>
    <name>Orders</name>
    <message>
        <source>%1, edited</source>
        <comment>a preset</comment>
        <translation>%1（已修改）</translation>
    </message>
</context>
<context>
    <name>PeopleWords</name>
    <message numerus="yes">
        <source>%n people speak</source>
        <translation>
            <numerusform>%n 人说话</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>the number of a person, their voice</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>the film&apos;s voice</source>
        <translation>影片的语音</translation>
    </message>
    <message>
        <source>Person %1 is outside of the part of the portrait that the film shows.</source>
        <translation>第 %1 人不在影片显示的肖像部分之内。</translation>
    </message>
</context>
<context>
    <name>TakeDifferences</name>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The middle</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>%1 × %2 % at %3, %4 %</source>
        <comment>a crop&apos;s width, height, left and top as shares of the picture</comment>
        <translation>%1 × %2 %，位于 %3, %4 %</translation>
    </message>
    <message>
        <source>Whole voice</source>
        <translation>整段语音</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>times</comment>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>a time</comment>
        <translation>从 %1 起</translation>
    </message>
    <message>
        <source>Raised if quiet</source>
        <translation>太轻时提高</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>%1 LUFS</source>
        <translation>%1 LUFS</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>All that is free</source>
        <translation>全部空闲</translation>
    </message>
    <message>
        <source>At the end</source>
        <translation>最后</translation>
    </message>
    <message>
        <source>While rendering</source>
        <translation>渲染时</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>肖像</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>修剪</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>响度</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>解码</translation>
    </message>
    <message>
        <source>Offload</source>
        <translation>卸载</translation>
    </message>
    <message>
        <source>VRAM</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Track %1</source>
        <translation>音轨 %1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Light, for drafts</source>
        <translation>轻量，用于草稿</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>Timestep shift</source>
        <translation>时间步偏移</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>回看</translation>
    </message>
    <message>
        <source>Steps in silence</source>
        <translation>静音时的步数</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Full, in 8 bits</source>
        <translation>完整，8 位</translation>
    </message>
    <message>
        <source>Later changes</source>
        <translation>后续变化</translation>
    </message>
    <message>
        <source>One voice, in the whole picture</source>
        <translation>一段语音，驱动整个画面</translation>
    </message>
    <message>
        <source>Who speaks</source>
        <translation>谁在说话</translation>
    </message>
    <message>
        <source>By a render</source>
        <translation>渲染生成</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>TakeWords</name>
    <message>
        <source>take %1, frames %2 to %3</source>
        <translation>版本 %1，第 %2 至 %3 帧</translation>
    </message>
    <message>
        <source>take %1, block %2</source>
        <translation>版本 %1，第 %2 块</translation>
    </message>
    <message>
        <source>take %1, blocks %2 to %3</source>
        <translation>版本 %1，第 %2 至 %3 块</translation>
    </message>
    <message>
        <source>Cut of %1</source>
        <comment>take 3, blocks 2 to 9</comment>
        <translation>截取自%1</translation>
    </message>
    <message>
        <source>Joined from takes %1</source>
        <comment>their numbers</comment>
        <translation>由版本 %1 拼接而成</translation>
    </message>
</context>
<context>
    <name>TurnWords</name>
    <message>
        <source>seed %1</source>
        <translation>种子 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a time, what changes there</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>VoiceWords</name>
    <message>
        <source>The voice is taken from the centre channel.</source>
        <translation>语音取自中置声道。</translation>
    </message>
    <message>
        <source>The voice is taken from the channels in front.</source>
        <translation>语音取自前置声道。</translation>
    </message>
    <message>
        <source>The voice is taken from channel %1: the others are silent.</source>
        <translation>语音取自声道 %1：其余声道没有声音。</translation>
    </message>
    <message>
        <source>The channels cancel each other. The voice is taken from channel %1.</source>
        <translation>各声道互相抵消，语音取自声道 %1。</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>单声道</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>立体声</translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n 个声道</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>number of a sound track, what is known of it</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>The file has %1 sound tracks. This is track %2.</source>
        <translation>文件有 %1 条音轨。这是音轨 %2。</translation>
    </message>
    <message>
        <source>Single samples can&apos;t be sound and are left out.</source>
        <translation>个别采样不可能是声音，已略去。</translation>
    </message>
    <message>
        <source>A constant part (DC) is removed.</source>
        <translation>已去除直流分量（DC）。</translation>
    </message>
    <message>
        <source>It is beyond full scale and made %1 dB quieter.</source>
        <translation>音量超出满刻度，已调低 %1 dB。</translation>
    </message>
    <message>
        <source>It is very quiet and made %1 dB louder.</source>
        <translation>音量很小，已调高 %1 dB。</translation>
    </message>
    <message>
        <source>Parts of it are damaged and left out.</source>
        <translation>部分内容已损坏，已略去。</translation>
    </message>
    <message>
        <source>%1&#xa0;LUFS</source>
        <translation>%1&#xa0;LUFS</translation>
    </message>
    <message>
        <source>%1&#xa0;dB</source>
        <translation>%1&#xa0;dB</translation>
    </message>
    <message>
        <source>It is too short or too quiet for its loudness to be measured.</source>
        <translation>它太短或太轻，无法测量响度。</translation>
    </message>
    <message>
        <source>It reaches %1 of the wanted %2: more would take its peaks beyond −1 dB.</source>
        <translation>它达到 %1，目标为 %2：再提高，峰值会超过 −1 dB。</translation>
    </message>
</context>
<context>
    <name>WeightsKind</name>
    <message>
        <source>this model&apos;s video model is Wan&apos;s S2V, which has an audio injector</source>
        <translation>本模型的视频模型是 Wan 的 S2V，带有音频注入器</translation>
    </message>
    <message>
        <source>this model&apos;s text encoder is umT5-xxl</source>
        <translation>本模型的文本编码器是 umT5-xxl</translation>
    </message>
    <message>
        <source>this model&apos;s tokenizer is that of umT5-xxl</source>
        <translation>本模型的分词器是 umT5-xxl 的</translation>
    </message>
    <message>
        <source>this model&apos;s voice encoder is a large wav2vec2 of the XLSR kind, such as wav2vec2-large-xlsr-53-english or wav2vec2_large_english_fp16.safetensors</source>
        <translation>本模型的语音编码器是 XLSR 类的大型 wav2vec2，例如 wav2vec2-large-xlsr-53-english 或 wav2vec2_large_english_fp16.safetensors</translation>
    </message>
    <message>
        <source>this model&apos;s picture decoder is the VAE of Wan 2.1, such as Wan2.1_VAE.pth or wan_2.1_vae.safetensors</source>
        <translation>本模型的画面解码器是 Wan 2.1 的 VAE，例如 Wan2.1_VAE.pth 或 wan_2.1_vae.safetensors</translation>
    </message>
    <message>
        <source>this model&apos;s LoRA changes the audio injector</source>
        <translation>本模型的 LoRA 会改变音频注入器</translation>
    </message>
    <message>
        <source>Wan&apos;s speech-to-video (S2V) model</source>
        <translation>Wan 的语音生成视频（S2V）模型</translation>
    </message>
    <message>
        <source>a Wan Animate model</source>
        <translation>Wan Animate 模型</translation>
    </message>
    <message>
        <source>a Wan VACE model</source>
        <translation>Wan VACE 模型</translation>
    </message>
    <message>
        <source>a model of another speech-to-video program (MultiTalk, InfiniteTalk or FantasyTalking)</source>
        <translation>其他语音生成视频程序（MultiTalk、InfiniteTalk 或 FantasyTalking）的模型</translation>
    </message>
    <message>
        <source>Wan 2.2 TI2V 5B</source>
        <translation>Wan 2.2 TI2V 5B</translation>
    </message>
    <message>
        <source>a Wan image-to-video (I2V) model</source>
        <translation>Wan 图生视频（I2V）模型</translation>
    </message>
    <message>
        <source>a Wan text-to-video (T2V) model</source>
        <translation>Wan 文生视频（T2V）模型</translation>
    </message>
    <message>
        <source>the VAE of Wan 2.1</source>
        <translation>Wan 2.1 的 VAE</translation>
    </message>
    <message>
        <source>the VAE of Wan 2.2 5B, which has 48 latent channels and not 16</source>
        <translation>Wan 2.2 5B 的 VAE，有 48 个潜通道而不是 16 个</translation>
    </message>
    <message>
        <source>a VAE of Wan&apos;s kind with another number of latent channels than 16</source>
        <translation>Wan 类的 VAE，但潜通道数不是 16</translation>
    </message>
    <message>
        <source>the VAE of an image model, such as Stable Diffusion or Flux</source>
        <translation>图片模型（如 Stable Diffusion 或 Flux）的 VAE</translation>
    </message>
    <message>
        <source>the VAE of another video model</source>
        <translation>其他视频模型的 VAE</translation>
    </message>
    <message>
        <source>a light decoder, such as taew2_1 or lighttaew2_1, which can&apos;t take the VAE&apos;s place</source>
        <translation>轻量解码器（如 taew2_1 或 lighttaew2_1），不能代替 VAE</translation>
    </message>
    <message>
        <source>the text encoder umT5</source>
        <translation>文本编码器 umT5</translation>
    </message>
    <message>
        <source>another T5 encoder (T5 v1.1, FLAN-T5 or mT5) than umT5</source>
        <translation>umT5 以外的 T5 编码器（T5 v1.1、FLAN-T5 或 mT5）</translation>
    </message>
    <message>
        <source>a CLIP text encoder</source>
        <translation>CLIP 文本编码器</translation>
    </message>
    <message>
        <source>a language model, such as Llama, Qwen, Gemma or Phi</source>
        <translation>语言模型（如 Llama、Qwen、Gemma 或 Phi）</translation>
    </message>
    <message>
        <source>a large wav2vec2</source>
        <translation>大型 wav2vec2</translation>
    </message>
    <message>
        <source>a base model of wav2vec2, 768 wide and not 1024</source>
        <translation>wav2vec2 的基础模型，宽度是 768 而不是 1024</translation>
    </message>
    <message>
        <source>a wav2vec2 with a group norm behind its first convolution and none behind the others</source>
        <translation>只在第一个卷积后有组归一化、其他卷积后没有归一化的 wav2vec2</translation>
    </message>
    <message>
        <source>a wav2vec2 of the Conformer kind</source>
        <translation>Conformer 类的 wav2vec2</translation>
    </message>
    <message>
        <source>a wav2vec2 with adapters in its layers (MMS)</source>
        <translation>各层带有适配器的 wav2vec2（MMS）</translation>
    </message>
    <message>
        <source>a speech model with fairseq&apos;s names, of which only Hugging Face&apos;s conversion is read</source>
        <translation>使用 fairseq 名称的语音模型，而本程序只读取 Hugging Face 转换后的版本</translation>
    </message>
    <message>
        <source>a HuBERT</source>
        <translation>HuBERT 模型</translation>
    </message>
    <message>
        <source>a WavLM</source>
        <translation>WavLM 模型</translation>
    </message>
    <message>
        <source>a data2vec</source>
        <translation>data2vec 模型</translation>
    </message>
    <message>
        <source>a Whisper model</source>
        <translation>Whisper 模型</translation>
    </message>
    <message>
        <source>a LoRA for this model</source>
        <translation>本模型的 LoRA</translation>
    </message>
    <message>
        <source>a LoRA for another model</source>
        <translation>其他模型的 LoRA</translation>
    </message>
    <message>
        <source>a vision model, such as CLIP&apos;s</source>
        <translation>视觉模型（如 CLIP 的）</translation>
    </message>
    <message>
        <source>a file without any tensor</source>
        <translation>没有任何张量的文件</translation>
    </message>
    <message>
        <source>of no kind that this program knows</source>
        <translation>本程序不认识的类型</translation>
    </message>
</context>
<context>
    <name>WindowRules</name>
    <message>
        <source>A portrait and a voice are missing.</source>
        <translation>缺少肖像和语音。</translation>
    </message>
    <message>
        <source>The portrait or the voice can&apos;t be read; its line says why.</source>
        <translation>肖像或语音无法读取，下方一行说明了原因。</translation>
    </message>
    <message>
        <source>A portrait is missing.</source>
        <translation>缺少肖像。</translation>
    </message>
    <message>
        <source>A voice is missing.</source>
        <translation>缺少语音。</translation>
    </message>
    <message>
        <source>It doesn&apos;t fit; the card says why.</source>
        <translation>放不下，预算卡说明了原因。</translation>
    </message>
    <message>
        <source>Nothing is being rendered.</source>
        <translation>当前没有渲染。</translation>
    </message>
    <message>
        <source>The take is being stopped.</source>
        <translation>正在停止此版本。</translation>
    </message>
    <message>
        <source>The queue is running.</source>
        <translation>队列正在运行。</translation>
    </message>
    <message>
        <source>No job of the queue is waiting.</source>
        <translation>队列中没有等待的任务。</translation>
    </message>
    <message>
        <source>There is no plan yet.</source>
        <translation>还没有计划。</translation>
    </message>
    <message>
        <source>The crop is the middle already.</source>
        <translation>裁切已经居中。</translation>
    </message>
    <message>
        <source>There is no portrait yet.</source>
        <translation>还没有肖像。</translation>
    </message>
    <message>
        <source>The whole voice is used already.</source>
        <translation>已经使用整段语音。</translation>
    </message>
    <message>
        <source>There is no voice yet.</source>
        <translation>还没有语音。</translation>
    </message>
    <message>
        <source>There is no take to play yet.</source>
        <translation>还没有可播放的版本。</translation>
    </message>
    <message>
        <source>No loop is set; I and O set one.</source>
        <translation>未设置循环，按 I 和 O 设置。</translation>
    </message>
    <message>
        <source>There is no take to export yet.</source>
        <translation>还没有可导出的版本。</translation>
    </message>
    <message>
        <source>Nothing was exported yet, so there are no settings to use again.</source>
        <translation>尚未导出过，没有可重复使用的设置。</translation>
    </message>
    <message>
        <source>No take is selected.</source>
        <translation>未选择版本。</translation>
    </message>
    <message>
        <source>This take is being made.</source>
        <translation>此版本正在制作。</translation>
    </message>
    <message>
        <source>Select takes that are finished first.</source>
        <translation>请先选择已完成的版本。</translation>
    </message>
    <message>
        <source>No job of the queue is selected.</source>
        <translation>未选择队列中的任务。</translation>
    </message>
    <message>
        <source>This job is being rendered.</source>
        <translation>此任务正在渲染。</translation>
    </message>
    <message>
        <source>Nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>Nothing to redo.</source>
        <translation>没有可重做的操作。</translation>
    </message>
    <message>
        <source>Presets that come with the program stay as they are.</source>
        <translation>随程序附带的预设保持不变。</translation>
    </message>
    <message>
        <source>The preset is saved already.</source>
        <translation>预设已保存。</translation>
    </message>
    <message>
        <source>The settings are those of the preset.</source>
        <translation>设置与预设一致。</translation>
    </message>
    <message>
        <source>There is no message.</source>
        <translation>没有消息。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在载入模型</translation>
    </message>
    <message>
        <source>Rendering take %1</source>
        <translation>正在渲染版本 %1</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Take %1 stopped</source>
        <translation>版本 %1 已停止</translation>
    </message>
    <message>
        <source>Take %1 finished</source>
        <translation>版本 %1 已完成</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>渲染</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Select an export of the queue that is finished.</source>
        <translation>先在队列中选择一个已完成的导出。</translation>
    </message>
    <message>
        <source>Opening the files</source>
        <translation>正在打开文件</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>正在读取提示词</translation>
    </message>
    <message>
        <source>Reading the voice</source>
        <translation>正在读取语音</translation>
    </message>
    <message>
        <source>Reading the portrait</source>
        <translation>正在读取肖像</translation>
    </message>
    <message>
        <source>Making the first frames</source>
        <translation>正在制作最初的画面</translation>
    </message>
    <message>
        <source>Finishing the film</source>
        <translation>正在完成影片</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Start the queue</source>
        <translation>开始队列</translation>
    </message>
    <message>
        <source>Paused, VRAM released</source>
        <translation>已暂停，显存已释放</translation>
    </message>
    <message>
        <source>Take %1 failed</source>
        <translation>版本 %1 失败</translation>
    </message>
    <message>
        <source>Continue the queue</source>
        <translation>继续队列</translation>
    </message>
    <message>
        <source>No take was begun</source>
        <translation>未能开始任何版本</translation>
    </message>
    <message>
        <source>Took longer than promised</source>
        <translation>用时超出承诺</translation>
    </message>
    <message>
        <source>The take is being paused.</source>
        <translation>正在暂停此版本。</translation>
    </message>
    <message>
        <source>Pausing after this layer…</source>
        <translation>完成当前层后暂停…</translation>
    </message>
    <message>
        <source>Stopping after this layer…</source>
        <translation>完成当前层后停止…</translation>
    </message>
    <message>
        <source>All of the picture is in view.</source>
        <translation>画面已全部显示。</translation>
    </message>
    <message>
        <source>Panels have sizes of their own in a larger window only.</source>
        <translation>只有窗口较大时才能调整面板大小。</translation>
    </message>
    <message>
        <source>This take is complete: it wasn&apos;t stopped, and has its whole voice.</source>
        <translation>这个版本是完整的：没有被中止，也用完了整段语音。</translation>
    </message>
    <message>
        <source>What it would go on from isn&apos;t there any more.</source>
        <translation>继续所需的数据已不存在。</translation>
    </message>
    <message>
        <source>No takes are being compared; C compares two.</source>
        <translation>当前没有比较版本；按 C 可比较两个版本。</translation>
    </message>
    <message>
        <source>There is no third take.</source>
        <translation>没有第三个版本。</translation>
    </message>
    <message>
        <source>Both takes are seen; in A/B it is one of them.</source>
        <translation>两个版本都看得到；在 A/B 中只看其中一个。</translation>
    </message>
    <message>
        <source>Both takes have the same voice.</source>
        <translation>两个版本的语音相同。</translation>
    </message>
    <message>
        <source>End the comparison</source>
        <translation>结束比较</translation>
    </message>
    <message>
        <source>No take that is made is in the player.</source>
        <translation>播放器中没有已生成的版本。</translation>
    </message>
    <message>
        <source>There is neither a take nor a voice to lay it under yet.</source>
        <translation>还没有版本，也没有可以加入提示词的语音。</translation>
    </message>
    <message>
        <source>This take was cut or joined from others, so nothing is kept that it could go on from.</source>
        <translation>此版本由其他版本截取或拼接而成，没有保留可用于继续的数据。</translation>
    </message>
    <message>
        <source>This take was cut or joined from others. Branch the one that is heard here: it begins with take %1.</source>
        <translation>此版本由其他版本截取或拼接而成。请从此处所播放的原版本分支：开头来自版本 %1。</translation>
    </message>
    <message>
        <source>This take is being exported, or copied into another one.</source>
        <translation>此版本正在导出，或正被复制到另一个版本中。</translation>
    </message>
    <message>
        <source>Join takes %1</source>
        <comment>their numbers</comment>
        <translation>拼接版本 %1</translation>
    </message>
    <message>
        <source>Select three to nine takes first; C plays them in step.</source>
        <translation>请先选择三到九个版本；按 C 同步播放它们。</translation>
    </message>
    <message>
        <source>There are fewer takes.</source>
        <translation>没有这么多版本。</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 KB</source>
        <translation>%1 KB</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n 个片段</numerusform>
        </translation>
    </message>
    <message>
        <source>Take %1</source>
        <translation>版本 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>size, steps</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <comment>size, steps, clips</comment>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>Demo model (%1 px)</source>
        <translation>演示模型（%1 像素）</translation>
    </message>
    <message>
        <source>%1 pictures</source>
        <comment>PNG</comment>
        <translation>%1 图片</translation>
    </message>
    <message>
        <source>Sound only</source>
        <translation>仅声音</translation>
    </message>
    <message>
        <source>%1, no sound</source>
        <comment>PNG</comment>
        <translation>%1，无声音</translation>
    </message>
    <message>
        <source>plays everywhere</source>
        <translation>处处可播放</translation>
    </message>
    <message>
        <source>half the size, newer players</source>
        <translation>体积减半，需较新的播放器</translation>
    </message>
    <message>
        <source>smallest, slow to make</source>
        <translation>体积最小，编码较慢</translation>
    </message>
    <message>
        <source>web pages</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>web pages, smallest, slow to make</source>
        <translation>网页，体积最小，编码较慢</translation>
    </message>
    <message>
        <source>editing: large, hardly any loss</source>
        <translation>剪辑：体积大，几乎无损</translation>
    </message>
    <message>
        <source>chats: 256 colours, short pieces</source>
        <translation>聊天：256 色，短片段</translation>
    </message>
    <message>
        <source>web pages and chats, repeats</source>
        <translation>网页与聊天，循环播放</translation>
    </message>
    <message>
        <source>compositing: one file a frame</source>
        <translation>合成：每帧一个文件</translation>
    </message>
    <message>
        <source>the sound alone</source>
        <translation>只有声音</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>sizes of files</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>A first look: small, with few steps, to see whether face, voice and prompt go together.</source>
        <translation>先看一眼：尺寸小、步数少，看看面孔、语音和提示词是否相配。</translation>
    </message>
    <message>
        <source>For most films, up to a minute and a half: the steps that the model was trained with.</source>
        <translation>适合大多数影片，最长一分半钟：步数与模型训练时相同。</translation>
    </message>
    <message>
        <source>For half a minute that counts: one step more, for finer pictures.</source>
        <translation>适合重要的半分钟：多一步，画面更细致。</translation>
    </message>
    <message>
        <source>For speeches and stories: the whole voice, however long it is.</source>
        <translation>适合演讲和故事：使用整段语音，不论多长。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>One portrait and one voice become a talking video.</source>
        <translation>一张肖像加一段语音，变成会说话的视频。</translation>
    </message>
    <message>
        <source>A portrait, a voice, or a scene to open.</source>
        <translation>要打开的肖像、语音或场景。</translation>
    </message>
</context>
<context>
    <name>studio::ui::AboutDialog</name>
    <message>
        <source>Live Avatar Studio</source>
        <translation>Live Avatar Studio</translation>
    </message>
    <message>
        <source>One portrait and one voice become a talking video, on this computer.</source>
        <translation>一张肖像加一段语音，就在这台电脑上变成会说话的视频。</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本号</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>GPL-3.0-or-later</source>
        <translation>GPL-3.0-or-later</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>使用的组件</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Sound and film</source>
        <translation>音频与视频</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>驱动</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
</context>
<context>
    <name>studio::ui::Actions</name>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open scene…</source>
        <translation>打开场景…</translation>
    </message>
    <message>
        <source>Open demo scene</source>
        <translation>打开演示场景</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export again</source>
        <translation>再次导出</translation>
    </message>
    <message>
        <source>Export with the settings of last time</source>
        <translation>用上次的设置导出</translation>
    </message>
    <message>
        <source>Show takes folder</source>
        <translation>显示版本文件夹</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Portrait…</source>
        <translation>肖像…</translation>
    </message>
    <message>
        <source>Choose portrait…</source>
        <translation>选择肖像…</translation>
    </message>
    <message>
        <source>Paste portrait</source>
        <translation>粘贴肖像</translation>
    </message>
    <message>
        <source>Reset crop</source>
        <translation>重置裁切</translation>
    </message>
    <message>
        <source>Voice…</source>
        <translation>语音…</translation>
    </message>
    <message>
        <source>Choose voice…</source>
        <translation>选择语音…</translation>
    </message>
    <message>
        <source>Reset trim</source>
        <translation>重置修剪</translation>
    </message>
    <message>
        <source>Play voice</source>
        <translation>播放语音</translation>
    </message>
    <message>
        <source>Play the voice alone</source>
        <translation>只播放语音</translation>
    </message>
    <message>
        <source>Go to the prompt</source>
        <translation>转到提示词</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Shuttle back</source>
        <translation>快退</translation>
    </message>
    <message>
        <source>Shuttle forward</source>
        <translation>快进</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>跳到结尾</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>One second back</source>
        <translation>后退一秒</translation>
    </message>
    <message>
        <source>One second on</source>
        <translation>前进一秒</translation>
    </message>
    <message>
        <source>One block back</source>
        <translation>后退一块</translation>
    </message>
    <message>
        <source>One block on</source>
        <translation>前进一块</translation>
    </message>
    <message>
        <source>Loop in</source>
        <translation>循环入点</translation>
    </message>
    <message>
        <source>Loop out</source>
        <translation>循环出点</translation>
    </message>
    <message>
        <source>Go to the loop&apos;s start</source>
        <translation>转到循环开头</translation>
    </message>
    <message>
        <source>Go to the loop&apos;s end</source>
        <translation>转到循环结尾</translation>
    </message>
    <message>
        <source>Clear the loop</source>
        <translation>清除循环</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>减速</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>加速</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>渲染</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>Add to the queue without starting</source>
        <translation>加入队列但不开始</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>停止并保留</translation>
    </message>
    <message>
        <source>Stop after this take</source>
        <translation>本版本后停止</translation>
    </message>
    <message>
        <source>Start the queue</source>
        <translation>开始队列</translation>
    </message>
    <message>
        <source>New seed</source>
        <translation>新种子</translation>
    </message>
    <message>
        <source>New random seed</source>
        <translation>新的随机种子</translation>
    </message>
    <message>
        <source>Lock seed</source>
        <translation>锁定种子</translation>
    </message>
    <message>
        <source>Keep this seed for the next take</source>
        <translation>下一版本沿用此种子</translation>
    </message>
    <message>
        <source>Plan details</source>
        <translation>计划详情</translation>
    </message>
    <message>
        <source>Show the whole plan</source>
        <translation>查看完整计划</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Back to the preset</source>
        <translation>恢复预设</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Use these settings</source>
        <translation>使用这些设置</translation>
    </message>
    <message>
        <source>Render as final…</source>
        <translation>渲染成片…</translation>
    </message>
    <message>
        <source>Render the selected drafts as final</source>
        <translation>把选中的草稿渲染为成片</translation>
    </message>
    <message>
        <source>Star</source>
        <translation>加星标</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Settings and report…</source>
        <translation>设置与报告…</translation>
    </message>
    <message>
        <source>Edit this job</source>
        <translation>编辑此任务</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>仪表</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100%</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>下一个面板</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <source>To the message</source>
        <translation>转到消息</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>List of keys</source>
        <translation>快捷键列表</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>About Live Avatar Studio</source>
        <translation>关于 Live Avatar Studio</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>tooltip, then the key</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Show export in folder</source>
        <translation>在文件夹中显示导出文件</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Move the film and its settings to the trash; Undo brings them back</source>
        <translation>把影片及其设置移到回收站；撤销即可恢复</translation>
    </message>
    <message>
        <source>Voice and loudness…</source>
        <translation>语音与响度…</translation>
    </message>
    <message>
        <source>Track, trim and loudness of the voice…</source>
        <translation>语音的音轨、修剪和响度…</translation>
    </message>
    <message>
        <source>Crop portrait</source>
        <translation>裁切肖像</translation>
    </message>
    <message>
        <source>Crop the portrait, large</source>
        <translation>放大裁切肖像</translation>
    </message>
    <message>
        <source>Do nothing</source>
        <translation>什么也不做</translation>
    </message>
    <message>
        <source>Close the program</source>
        <translation>关闭程序</translation>
    </message>
    <message>
        <source>Once, after a minute in which it can be stopped</source>
        <translation>仅一次，一分钟后执行，其间可以取消</translation>
    </message>
    <message>
        <source>Put the machine to sleep</source>
        <translation>让计算机睡眠</translation>
    </message>
    <message>
        <source>To the left</source>
        <translation>向左</translation>
    </message>
    <message>
        <source>Show what lies there of the enlarged picture</source>
        <translation>显示放大画面在那一侧的部分</translation>
    </message>
    <message>
        <source>To the right</source>
        <translation>向右</translation>
    </message>
    <message>
        <source>Upwards</source>
        <translation>向上</translation>
    </message>
    <message>
        <source>Downwards</source>
        <translation>向下</translation>
    </message>
    <message>
        <source>Make panel larger</source>
        <translation>放大面板</translation>
    </message>
    <message>
        <source>More room for the panel that has the focus</source>
        <translation>给当前面板更多空间</translation>
    </message>
    <message>
        <source>Make panel smaller</source>
        <translation>缩小面板</translation>
    </message>
    <message>
        <source>Less room for the panel that has the focus</source>
        <translation>给当前面板更少空间</translation>
    </message>
    <message>
        <source>Reset the panels&apos; sizes</source>
        <translation>恢复面板的默认大小</translation>
    </message>
    <message>
        <source>Continue take</source>
        <translation>继续此版本</translation>
    </message>
    <message>
        <source>Go on where the take was stopped, or make a finished one as long as its voice</source>
        <translation>从版本停下的地方继续，或将已完成的版本延长到整段语音</translation>
    </message>
    <message>
        <source>Find takes</source>
        <translation>查找版本</translation>
    </message>
    <message>
        <source>List only some of the takes: by words, or starred, drafts, finals</source>
        <translation>只列出部分版本：按文字，或只看星标、草稿、成片</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>交换 A 和 B</translation>
    </message>
    <message>
        <source>See the other take</source>
        <translation>看另一个版本</translation>
    </message>
    <message>
        <source>See the other take, as long as the key is held; twice: it stays</source>
        <translation>按住时看另一个版本；连按两次则保持</translation>
    </message>
    <message>
        <source>Next take as B</source>
        <translation>下一个版本作为 B</translation>
    </message>
    <message>
        <source>Previous take as B</source>
        <translation>上一个版本作为 B</translation>
    </message>
    <message>
        <source>Compare in another way</source>
        <translation>换一种方式比较</translation>
    </message>
    <message>
        <source>Wipe, side by side, difference, A/B</source>
        <translation>划像、并排、差异、A/B</translation>
    </message>
    <message>
        <source>Hear the other take</source>
        <translation>听另一个版本</translation>
    </message>
    <message>
        <source>From here again</source>
        <translation>从这里重来</translation>
    </message>
    <message>
        <source>Make a new take that is this one up to here, and goes on with a new seed, and with the prompt if it was changed</source>
        <translation>生成一个新版本：到这里为止与此版本相同，之后使用新的种子；如果提示词已改，也使用新的提示词</translation>
    </message>
    <message>
        <source>Prompt here…</source>
        <translation>在此加提示词…</translation>
    </message>
    <message>
        <source>Another prompt from the playhead on</source>
        <translation>从播放位置起使用另一个提示词</translation>
    </message>
    <message>
        <source>Add films of a table…</source>
        <translation>添加表格中的影片…</translation>
    </message>
    <message>
        <source>A job for each row of a CSV file: image, audio, prompt, base_seed …</source>
        <translation>CSV 文件的每一行是一个任务：image、audio、prompt、base_seed……</translation>
    </message>
    <message>
        <source>Add films of a folder…</source>
        <translation>添加文件夹中的影片…</translation>
    </message>
    <message>
        <source>A job for each picture and sound of one name</source>
        <translation>同名的图片和声音为一个任务</translation>
    </message>
    <message>
        <source>Takes as a grid</source>
        <translation>以网格显示版本</translation>
    </message>
    <message>
        <source>Takes as a tree</source>
        <translation>以树状显示版本</translation>
    </message>
    <message>
        <source>Takes as a tree: each with its branches and final versions</source>
        <translation>以树状显示版本：每个版本连同其分支和成片</translation>
    </message>
    <message>
        <source>Who speaks…</source>
        <translation>谁在说话…</translation>
    </message>
    <message>
        <source>Who of the people in the portrait speaks, each with a voice…</source>
        <translation>肖像中谁在说话，各用什么语音…</translation>
    </message>
    <message>
        <source>Cut here: keep what is before</source>
        <translation>在此剪开：保留之前的部分</translation>
    </message>
    <message>
        <source>Cut here: keep what is after</source>
        <translation>在此剪开：保留之后的部分</translation>
    </message>
    <message>
        <source>Join takes</source>
        <translation>拼接版本</translation>
    </message>
    <message>
        <source>Make a new take of the selected ones, in the order in which they were selected, without rendering</source>
        <translation>按选择的先后顺序将所选版本拼接为新版本，无需渲染</translation>
    </message>
    <message>
        <source>Make a new take of what is before the playhead&apos;s block, without rendering</source>
        <translation>用播放头所在块之前的部分生成新版本，无需渲染</translation>
    </message>
    <message>
        <source>Make a new take that begins with the playhead&apos;s block, without rendering</source>
        <translation>生成从播放头所在块开始的新版本，无需渲染</translation>
    </message>
    <message>
        <source>Compare two takes, or more in step</source>
        <translation>比较两个版本，或同步播放更多版本</translation>
    </message>
    <message>
        <source>See all takes</source>
        <translation>查看所有版本</translation>
    </message>
    <message>
        <source>See only 1</source>
        <translation>只看 1</translation>
    </message>
    <message>
        <source>See only 2</source>
        <translation>只看 2</translation>
    </message>
    <message>
        <source>See only 3</source>
        <translation>只看 3</translation>
    </message>
    <message>
        <source>See only 4</source>
        <translation>只看 4</translation>
    </message>
    <message>
        <source>See only 5</source>
        <translation>只看 5</translation>
    </message>
    <message>
        <source>See only 6</source>
        <translation>只看 6</translation>
    </message>
    <message>
        <source>See only 7</source>
        <translation>只看 7</translation>
    </message>
    <message>
        <source>See only 8</source>
        <translation>只看 8</translation>
    </message>
    <message>
        <source>See only 9</source>
        <translation>只看 9</translation>
    </message>
    <message>
        <source>Lay over its video</source>
        <translation>贴回原视频</translation>
    </message>
    <message>
        <source>Put the take&apos;s mouth into the video that its portrait is from, with the take&apos;s sound</source>
        <translation>把版本的嘴部连同声音放进肖像所取自的视频</translation>
    </message>
</context>
<context>
    <name>studio::ui::BlockTimeline</name>
    <message>
        <source>Block %1</source>
        <translation>块 %1</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>made</source>
        <translation>已生成</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Block %1 of %2, waiting</source>
        <translation>块 %1 / %2，等待中</translation>
    </message>
    <message>
        <source>Block %1 of %2, being made</source>
        <translation>块 %1 / %2，正在生成</translation>
    </message>
    <message>
        <source>Block %1 of %2, failed</source>
        <translation>块 %1 / %2，失败</translation>
    </message>
    <message>
        <source>Block %1 of %2, made</source>
        <translation>块 %1 / %2，已生成</translation>
    </message>
    <message>
        <source>Block %1 of %2, made. %3</source>
        <translation>第 %1 块，共 %2 块，已完成。%3</translation>
    </message>
    <message>
        <source>made with the earlier prompt</source>
        <translation>用先前的提示词生成</translation>
    </message>
    <message>
        <source>prompt: %1</source>
        <translation>提示词：%1</translation>
    </message>
    <message>
        <source>behind the film’s end, so it isn’t used</source>
        <translation>在影片结尾之后，不会使用</translation>
    </message>
    <message>
        <source>Block %1 of %2, made with the earlier prompt</source>
        <translation>第 %1 块，共 %2 块，用先前的提示词生成</translation>
    </message>
    <message>
        <source>%1. Prompt: %2</source>
        <comment>words about a block</comment>
        <translation>%1。提示词：%2</translation>
    </message>
    <message>
        <source>Prompt from a time on</source>
        <translation>从某一时刻起的提示词</translation>
    </message>
</context>
<context>
    <name>studio::ui::CompareBar</name>
    <message>
        <source>How the takes are compared</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <source>in step by time</source>
        <translation>按时间同步</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>划像</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>One over the other, with a line to drag. Shift and a drag lay it across.</source>
        <translation>两个画面重叠，拖动分界线。按住 Shift 拖动可让线横过来。</translation>
    </message>
    <message>
        <source>Both beside each other; they zoom and move together.</source>
        <translation>两个画面并排；一起缩放和移动。</translation>
    </message>
    <message>
        <source>What differs, four times as strong; where nothing does, it is grey.</source>
        <translation>把差异放大四倍显示；没有差异的地方是灰色。</translation>
    </message>
    <message>
        <source>One of both in the same place; hold B to see the other one.</source>
        <translation>在同一位置看其中一个；按住 B 看另一个。</translation>
    </message>
</context>
<context>
    <name>studio::ui::CompareNames</name>
    <message>
        <source>Choose another take for this side</source>
        <translation>为这一侧选择另一个版本</translation>
    </message>
</context>
<context>
    <name>studio::ui::ComparePresenter</name>
    <message>
        <source>Use %1 of %2</source>
        <comment>a setting, a take</comment>
        <translation>采用%2的%1</translation>
    </message>
    <message>
        <source>Hold B to see the other one</source>
        <translation>按住 B 看另一个</translation>
    </message>
</context>
<context>
    <name>studio::ui::CompareStrip</name>
    <message>
        <source>What differs</source>
        <translation>不同之处</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <comment>that differ</comment>
        <translation>
            <numerusform>%n 项设置</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>+ %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>All that differs</source>
        <translation>全部不同之处</translation>
    </message>
    <message>
        <source>Show all that differs</source>
        <translation>显示全部不同之处</translation>
    </message>
    <message>
        <source>Nothing: both have the same settings.</source>
        <translation>没有：两者的设置相同。</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) are equal</source>
        <translation>
            <numerusform>其余 %n 项相同</numerusform>
        </translation>
    </message>
    <message>
        <source>Hear %1</source>
        <comment>a take</comment>
        <translation>听%1</translation>
    </message>
    <message>
        <source>Take the star off %1</source>
        <translation>取消%1的星标</translation>
    </message>
    <message>
        <source>Star %1</source>
        <translation>给%1加星标</translation>
    </message>
    <message>
        <source>Use %1 %2 of %3</source>
        <comment>setting, value, take</comment>
        <translation>采用%3的%1 %2</translation>
    </message>
    <message>
        <source>Use this setting: %1 %2</source>
        <comment>setting, value</comment>
        <translation>采用此设置：%1 %2</translation>
    </message>
</context>
<context>
    <name>studio::ui::CompareView</name>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>the names of two takes</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>分界线</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>studio::ui::ContractCard</name>
    <message>
        <source>VRAM</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Changes these settings only; nothing is started. Undo brings the old ones back.</source>
        <translation>只更改这些设置，不会开始渲染。撤销即可恢复。</translation>
    </message>
</context>
<context>
    <name>studio::ui::CropTools</name>
    <message>
        <source>As the picture</source>
        <translation>随图片</translation>
    </message>
    <message>
        <source>The film gets the picture&apos;s shape.</source>
        <translation>影片采用图片的形状。</translation>
    </message>
    <message>
        <source>A film in 16:9, for screens</source>
        <translation>16:9 影片，适合屏幕</translation>
    </message>
    <message>
        <source>A square film</source>
        <translation>方形影片</translation>
    </message>
    <message>
        <source>A film in 9:16, for phones held upright</source>
        <translation>9:16 影片，适合竖屏手机</translation>
    </message>
    <message>
        <source>Centre the face, with the eyes on the upper third</source>
        <translation>让面孔居中，双眼位于上三分线</translation>
    </message>
    <message>
        <source>Show more of the picture (−)</source>
        <translation>显示更多画面（−）</translation>
    </message>
    <message>
        <source>Show the face larger (+)</source>
        <translation>放大面孔（+）</translation>
    </message>
    <message>
        <source>How large the face is in the film</source>
        <translation>面孔在影片中的大小</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Back to the player (Enter). Esc also takes the changes back.</source>
        <translation>返回播放器（Enter）。按 Esc 还会撤回更改。</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>studio::ui::CropWords</name>
    <message>
        <source>No face was found</source>
        <translation>未找到面孔</translation>
    </message>
    <message>
        <source>The model will try.</source>
        <translation>模型会尽力。</translation>
    </message>
    <message>
        <source>%1 faces</source>
        <translation>%1 张面孔</translation>
    </message>
    <message>
        <source>One works best.</source>
        <translation>只有一张时效果最好。</translation>
    </message>
    <message>
        <source>The face is cut off</source>
        <translation>面孔被裁掉一部分</translation>
    </message>
    <message>
        <source>Move the frame over it.</source>
        <translation>请把裁切框移到面孔上。</translation>
    </message>
    <message>
        <source>Face %1 % of the height</source>
        <translation>面孔占高度的 %1%</translation>
    </message>
    <message>
        <source>good between %1 and %2 %</source>
        <translation>%1% 至 %2% 为佳</translation>
    </message>
    <message>
        <source>exactly on it</source>
        <translation>正好对齐</translation>
    </message>
    <message>
        <source>%1 % above it</source>
        <translation>高出 %1%</translation>
    </message>
    <message>
        <source>%1 % below it</source>
        <translation>低了 %1%</translation>
    </message>
    <message>
        <source>Eyes on the upper third</source>
        <translation>双眼位于上三分线</translation>
    </message>
    <message>
        <source>Best: eyes on the upper third</source>
        <translation>双眼最好位于上三分线</translation>
    </message>
    <message>
        <source>%1 pixels for each one of the film</source>
        <translation>影片每个像素对应 %1 个图片像素</translation>
    </message>
    <message>
        <source>Sharp enough</source>
        <translation>足够清晰</translation>
    </message>
    <message>
        <source>Just sharp enough</source>
        <translation>勉强够清晰</translation>
    </message>
    <message>
        <source>Will look soft</source>
        <translation>画面会偏软</translation>
    </message>
    <message>
        <source>Film: %1</source>
        <translation>影片：%1</translation>
    </message>
    <message>
        <source>Its shape follows the crop.</source>
        <translation>形状随裁切而定。</translation>
    </message>
    <message>
        <source>Eyes on the upper line</source>
        <translation>双眼对准上方参考线</translation>
    </message>
    <message>
        <source>a face of 25 to 60 % of the height</source>
        <translation>面孔占高度的 25% 至 60%</translation>
    </message>
    <message>
        <source>%1 · %2 → %3 → %4</source>
        <comment>name, size of the picture, of the crop, of the film</comment>
        <translation>%1 · %2 → %3 → %4</translation>
    </message>
</context>
<context>
    <name>studio::ui::DownloadPage</name>
    <message>
        <source>Back; a download goes on (Alt+Left)</source>
        <translation>返回；下载会继续（Alt+Left）</translation>
    </message>
    <message>
        <source>Origins and licences:</source>
        <translation>来源与许可：</translation>
    </message>
    <message>
        <source>Use it as soon as everything is there</source>
        <translation>全部就绪后立即使用</translation>
    </message>
    <message>
        <source>Copy the commands instead</source>
        <translation>改为复制命令</translation>
    </message>
    <message>
        <source>The same as lines for a terminal, ready for another computer</source>
        <translation>同样内容的终端命令，可用于另一台电脑</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>To</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Address of the source</source>
        <translation>来源地址</translation>
    </message>
    <message>
        <source>A server that answers as the Hugging Face Hub does</source>
        <translation>与 Hugging Face Hub 应答方式相同的服务器</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>停止并保留</translation>
    </message>
    <message>
        <source>Stops, and keeps what is there; a later start goes on with it</source>
        <translation>停止并保留已有部分；以后开始时会接着下载</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Other address…</source>
        <translation>其他地址…</translation>
    </message>
    <message>
        <source>The source&apos;s address is missing; it begins with “https://”.</source>
        <translation>缺少来源的地址；应以“https://”开头。</translation>
    </message>
    <message>
        <source>There is no folder to download to.</source>
        <translation>没有下载到的文件夹。</translation>
    </message>
    <message>
        <source>The folder is being looked at.</source>
        <translation>正在查看文件夹。</translation>
    </message>
    <message>
        <source>The disk has too little room.</source>
        <translation>磁盘空间不足。</translation>
    </message>
    <message>
        <source>Get the %1</source>
        <comment>a LoRA</comment>
        <translation>获取 %1</translation>
    </message>
    <message>
        <source>Download the full model</source>
        <translation>下载完整模型</translation>
    </message>
    <message>
        <source>Nothing begins before this button is pressed</source>
        <translation>按下此按钮之前不会开始下载</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Stop first; what both sets share is kept.</source>
        <translation>请先停止；两套共有的部分会保留。</translation>
    </message>
    <message>
        <source>A folder in the layout of the Hugging Face cache</source>
        <translation>采用 Hugging Face 缓存结构的文件夹</translation>
    </message>
    <message>
        <source>Finest</source>
        <translation>最精细</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>Between</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>As published; rounded here, after the LoRA is merged.</source>
        <translation>按原样发布；合并 LoRA 后在本机舍入。</translation>
    </message>
    <message>
        <source>Rounded by others; the LoRA is added on top.</source>
        <translation>由他人舍入；LoRA 叠加其上。</translation>
    </message>
    <message>
        <source>Open %1</source>
        <comment>an address</comment>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Origin and licence of %1</source>
        <comment>a repository</comment>
        <translation>%1 的来源与许可</translation>
    </message>
    <message>
        <source>%1 more are needed</source>
        <comment>a size</comment>
        <translation>还缺 %1</translation>
    </message>
    <message>
        <source>%1 free</source>
        <comment>a size</comment>
        <translation>可用 %1</translation>
    </message>
    <message>
        <source>It is kept in the system&apos;s keyring, and sent to this server only.</source>
        <translation>它保存在系统密钥环中，只发送给此服务器。</translation>
    </message>
    <message>
        <source>There is no keyring here: it is held until the program ends, and sent to this server only.</source>
        <translation>本机没有密钥环：它只保留到程序退出，并且只发送给此服务器。</translation>
    </message>
    <message>
        <source>Prepare its weights as soon as everything is there</source>
        <translation>全部下载后立即准备权重</translation>
    </message>
    <message>
        <source>Weights are prepared of the model that is used.</source>
        <translation>只为正在使用的模型准备权重。</translation>
    </message>
    <message>
        <source>Merged with the LoRA and rounded, so that the first start only reads them</source>
        <translation>与 LoRA 合并并取整，首次启动时只需读取</translation>
    </message>
    <message numerus="yes">
        <source>Get %n part(s) of the model</source>
        <translation>
            <numerusform>获取模型的 %n 个部分</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::DownloadRow</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open %1</source>
        <comment>an address</comment>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Open the page of %1</source>
        <comment>a repository</comment>
        <translation>打开 %1 的网页</translation>
    </message>
    <message>
        <source>Progress: %1</source>
        <comment>a part</comment>
        <translation>进度：%1</translation>
    </message>
    <message>
        <source>%1: try again</source>
        <comment>a part</comment>
        <translation>%1：重试</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the words of a list</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>打开其页面</translation>
    </message>
    <message>
        <source>Paste a token…</source>
        <translation>粘贴令牌…</translation>
    </message>
    <message>
        <source>%1: paste a token</source>
        <comment>a part</comment>
        <translation>%1：粘贴令牌</translation>
    </message>
    <message>
        <source>Your account&apos;s page at the publisher&apos;s site gives one</source>
        <translation>可在发布网站的账户页面获取</translation>
    </message>
</context>
<context>
    <name>studio::ui::ExportDialog</name>
    <message>
        <source>Export %1</source>
        <translation>导出%1</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>smaller</source>
        <translation>更小</translation>
    </message>
    <message>
        <source>finer</source>
        <translation>更精细</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Put the settings into the file, so that dropping it here brings them back</source>
        <translation>把设置写入文件，拖回窗口即可恢复</translation>
    </message>
    <message>
        <source>Poster picture beside it (PNG)</source>
        <translation>同时保存封面图 (PNG)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Only a video has this.</source>
        <translation>仅适用于视频。</translation>
    </message>
    <message>
        <source>The pictures are there anyway.</source>
        <translation>图片本来就会生成。</translation>
    </message>
    <message>
        <source>Looking for encoders; it takes a moment.</source>
        <translation>正在查找编码器，请稍候。</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n frame(s)</source>
        <comment>length, frames</comment>
        <translation>
            <numerusform>%1 · %n 帧</numerusform>
        </translation>
    </message>
    <message>
        <source>A file of this name exists. It will be saved as %1.</source>
        <translation>已有同名文件，将保存为%1。</translation>
    </message>
    <message>
        <source>The folder will be made.</source>
        <translation>将创建此文件夹。</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>Put portrait and voice in, too</source>
        <translation>同时写入肖像和语音</translation>
    </message>
    <message>
        <source>%1 per second, as rendered</source>
        <comment>frames</comment>
        <translation>每秒 %1 帧，与渲染一致</translation>
    </message>
    <message>
        <source>%1 per second</source>
        <comment>frames</comment>
        <translation>每秒 %1 帧</translation>
    </message>
    <message>
        <source>Other rates repeat or leave out frames; the sound stays as it is.</source>
        <translation>其他帧率会重复或略去一些帧；声音保持不变。</translation>
    </message>
    <message>
        <source>Put portrait and voice in, too: %1 more</source>
        <comment>size</comment>
        <translation>同时写入肖像和语音：增加 %1</translation>
    </message>
    <message>
        <source>Without the settings they would be of no use.</source>
        <translation>没有设置，它们就没有用处。</translation>
    </message>
    <message>
        <source>The portrait or the voice isn&apos;t where it was when this take was made.</source>
        <translation>肖像或语音已不在制作这个版本时的位置。</translation>
    </message>
    <message>
        <source>Whoever has the file can take them out again: dropped on this window, it opens the whole scene on any computer.</source>
        <translation>拿到文件的人可以取出它们：在任何电脑上把文件拖到本窗口，就能打开整个场景。</translation>
    </message>
    <message>
        <source>%1 · about %2</source>
        <comment>length and frames, size</comment>
        <translation>%1 · 约 %2</translation>
    </message>
    <message>
        <source>%1, 16 bits</source>
        <comment>PCM</comment>
        <translation>%1，16 位</translation>
    </message>
    <message>
        <source>%1, 192 kbit/s</source>
        <comment>AAC</comment>
        <translation>%1，192 kbit/s</translation>
    </message>
    <message>
        <source>This format has no quality to choose.</source>
        <translation>此格式没有可选的质量。</translation>
    </message>
    <message>
        <source>This format has no sound.</source>
        <translation>此格式没有声音。</translation>
    </message>
    <message>
        <source>A file of this format can&apos;t hold the settings.</source>
        <translation>此格式的文件无法保存设置。</translation>
    </message>
    <message>
        <source>It will be saved as %1.</source>
        <translation>将保存为 %1。</translation>
    </message>
    <message>
        <source>A file of this format can&apos;t hold them.</source>
        <translation>此格式的文件无法保存它们。</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Save or delete a preset…</source>
        <translation>保存或删除预设…</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>Save as a preset…</source>
        <translation>保存为预设…</translation>
    </message>
    <message>
        <source>Save preset</source>
        <translation>保存预设</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>删除%1</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>This format has no pictures.</source>
        <translation>此格式没有画面。</translation>
    </message>
    <message>
        <source>Larger pictures are scaled (Lanczos); detail that wasn&apos;t made doesn&apos;t come with it.</source>
        <translation>更大的画面由缩放得到（Lanczos）；没有生成的细节不会因此出现。</translation>
    </message>
    <message>
        <source>%1, as made</source>
        <comment>size</comment>
        <translation>%1，原样</translation>
    </message>
    <message>
        <source>As made</source>
        <translation>原样</translation>
    </message>
    <message>
        <source>%1, %2×</source>
        <comment>size, factor</comment>
        <translation>%1，%2×</translation>
    </message>
    <message>
        <source>made at %1</source>
        <comment>size</comment>
        <translation>生成时为 %1</translation>
    </message>
    <message>
        <source>The file has no name yet.</source>
        <translation>文件还没有名称。</translation>
    </message>
    <message>
        <source>, but %1 are free there</source>
        <comment>size</comment>
        <translation>，但那里只剩 %1</translation>
    </message>
    <message>
        <source>Note in the file that it was made with AI</source>
        <translation>在文件中注明由 AI 生成</translation>
    </message>
    <message>
        <source>A file of this format can&apos;t hold a note.</source>
        <translation>此格式的文件无法写入注明。</translation>
    </message>
    <message>
        <source>Programs read it as the IPTC digital source type “trained algorithmic media”.</source>
        <translation>其他程序将其读作 IPTC 数字来源类型“trained algorithmic media”。</translation>
    </message>
    <message>
        <source>Encoded anew, AAC</source>
        <translation>重新编码，AAC</translation>
    </message>
</context>
<context>
    <name>studio::ui::ExportPresenter</name>
    <message>
        <source>Exported: %1</source>
        <translation>已导出：%1</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>%1 is made: %2.</source>
        <comment>take, what it was made from</comment>
        <translation>%1已生成：%2。</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>显示</translation>
    </message>
    <message>
        <source> over its video</source>
        <comment>end of a file&apos;s name</comment>
        <translation> 贴回原视频</translation>
    </message>
    <message>
        <source>“%1”.</source>
        <translation>“%1”。</translation>
    </message>
    <message>
        <source>The take doesn&apos;t begin with this video&apos;s first picture: the video was changed, or the take was cut.</source>
        <translation>版本并非从该视频的第一帧开始：视频已被更改，或版本经过剪切。</translation>
    </message>
    <message>
        <source>In the part of the video&apos;s first picture that the take shows, no whole face was found.</source>
        <translation>在版本所显示的视频第一帧的部分中，没有找到完整的脸。</translation>
    </message>
    <message>
        <source>The take is laid over its video.</source>
        <translation>版本已贴回原视频。</translation>
    </message>
    <message>
        <source>Its face wasn&apos;t found again in %1 of %2 frames: these are the video&apos;s.</source>
        <translation>有 %1 帧（共 %2 帧）没有再找到脸：这些帧是视频的原样。</translation>
    </message>
    <message numerus="yes">
        <source>The video&apos;s end stands for the last %n frame(s).</source>
        <translation>
            <numerusform>最后 %n 帧停在视频的最后一帧画面上。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::ExportPreview</name>
    <message>
        <source>In</source>
        <translation>入点</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>出点</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Part of the take</source>
        <translation>版本的一部分</translation>
    </message>
    <message>
        <source>Whole take</source>
        <translation>整个版本</translation>
    </message>
    <message>
        <source>For a part of it drag the ends above the timeline, or press I and O.</source>
        <translation>若只要其中一段，请拖动时间线上方的两端，或按 I 和 O。</translation>
    </message>
    <message>
        <source>To the start (Home)</source>
        <translation>到开头（Home）</translation>
    </message>
    <message>
        <source>The take isn&apos;t read yet.</source>
        <translation>版本尚未读取。</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>暂停（空格）</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>播放（空格）</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
</context>
<context>
    <name>studio::ui::FaceModel</name>
    <message>
        <source>Yours</source>
        <translation>自己的</translation>
    </message>
</context>
<context>
    <name>studio::ui::FactsDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>studio::ui::FetchLines</name>
    <message>
        <source>Open %1</source>
        <comment>an address</comment>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Open the page of %1</source>
        <comment>a repository</comment>
        <translation>打开 %1 的网页</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Command that downloads %1</source>
        <comment>a repository</comment>
        <translation>下载 %1 的命令</translation>
    </message>
    <message>
        <source>Copy the command that downloads %1</source>
        <comment>a repository</comment>
        <translation>复制下载 %1 的命令</translation>
    </message>
</context>
<context>
    <name>studio::ui::FilesPage</name>
    <message>
        <source>Files and storage</source>
        <translation>文件与存储</translation>
    </message>
    <message>
        <source>Takes folder</source>
        <translation>版本文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the takes folder</source>
        <translation>选择版本文件夹</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the takes folder</source>
        <translation>显示版本文件夹</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>命名</translation>
    </message>
    <message>
        <source>{scene}, {take} and {date} are filled in; names that exist get a number.</source>
        <translation>{scene}、{take} 和 {date} 会自动填入；重名时加编号。</translation>
    </message>
    <message>
        <source>Autosave every</source>
        <translation>自动保存间隔</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message numerus="yes">
        <source>%n films</source>
        <translation>
            <numerusform>%n 个视频</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2; %3 free on the disk</source>
        <translation>%1，%2；磁盘剩余 %3</translation>
    </message>
    <message>
        <source>%1 deleted, %2, in its hidden folder “.deleted”: this disk has no trash</source>
        <comment>films, size</comment>
        <translation>另有已删除的 %1，%2，位于隐藏文件夹“.deleted”中：此磁盘没有回收站</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>永久删除…</translation>
    </message>
    <message>
        <source>Delete them for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the prepared prompts</source>
        <translation>删除预处理的提示词</translation>
    </message>
    <message>
        <source>Nothing is lost: the next take reads its prompt again, which takes a moment.</source>
        <translation>不会丢失任何东西：下一个版本会重新读取提示词，需要一点时间。</translation>
    </message>
    <message>
        <source>Prepared prompts</source>
        <translation>预处理的提示词</translation>
    </message>
    <message>
        <source>They couldn&apos;t be deleted: %1.</source>
        <comment>why</comment>
        <translation>无法删除：%1。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>No prepared prompts are kept.</source>
        <translation>没有保存预处理的提示词。</translation>
    </message>
    <message>
        <source>Keep what a finished take can be branched from</source>
        <translation>保留已完成版本的分支数据</translation>
    </message>
    <message>
        <source>“From here again” then makes only what follows. It takes 3.4 MB for a second of 704 × 384 in four steps, beside the take, and is deleted with it. The newest takes keep theirs, up to 20 GB in all.</source>
        <translation>这样“从这里重来”只需生成之后的部分。704 × 384、四步时每秒占 3.4 MB，存放在版本旁边，并随版本一起删除。最新的版本保留这些数据，总共最多 20 GB。</translation>
    </message>
</context>
<context>
    <name>studio::ui::FilmRow</name>
    <message>
        <source>Takes</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Close takes and queue</source>
        <translation>收起版本和队列</translation>
    </message>
    <message>
        <source>Open takes and queue</source>
        <translation>展开版本和队列</translation>
    </message>
</context>
<context>
    <name>studio::ui::FinishRows</name>
    <message>
        <source>in</source>
        <translation>淡入</translation>
    </message>
    <message>
        <source>out</source>
        <translation>淡出</translation>
    </message>
    <message>
        <source>Fades</source>
        <translation>淡入淡出</translation>
    </message>
    <message>
        <source>Music</source>
        <translation>音乐</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>As made</source>
        <comment>shape</comment>
        <translation>原样</translation>
    </message>
    <message>
        <source>16:9, wide</source>
        <translation>16:9，横屏</translation>
    </message>
    <message>
        <source>1:1, square</source>
        <translation>1:1，方形</translation>
    </message>
    <message>
        <source>9:16, upright</source>
        <translation>9:16，竖屏</translation>
    </message>
    <message>
        <source>Sides: blurred picture</source>
        <translation>两侧：模糊画面</translation>
    </message>
    <message>
        <source>Sides: black</source>
        <translation>两侧：黑色</translation>
    </message>
    <message>
        <source>Sides: white</source>
        <translation>两侧：白色</translation>
    </message>
    <message>
        <source>Sides: a colour…</source>
        <translation>两侧：一种颜色…</translation>
    </message>
    <message>
        <source>Sides cut off</source>
        <translation>裁掉两侧</translation>
    </message>
    <message>
        <source>Sides</source>
        <translation>两侧</translation>
    </message>
    <message>
        <source> s</source>
        <comment>seconds</comment>
        <translation> 秒</translation>
    </message>
    <message>
        <source>none</source>
        <comment>fade</comment>
        <translation>无</translation>
    </message>
    <message>
        <source>Fade in</source>
        <translation>淡入</translation>
    </message>
    <message>
        <source>Fade out</source>
        <translation>淡出</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Choose music…</source>
        <translation>选择音乐…</translation>
    </message>
    <message>
        <source> dB</source>
        <translation> dB</translation>
    </message>
    <message>
        <source>Level of the music</source>
        <translation>音乐音量</translation>
    </message>
    <message>
        <source>softer under speech</source>
        <translation>说话时调低</translation>
    </message>
    <message>
        <source>The picture comes out of black, the sound out of silence.</source>
        <translation>画面从黑场中来，声音从静音中来。</translation>
    </message>
    <message>
        <source>The picture goes to black, the sound to silence.</source>
        <translation>画面转为黑场，声音转为静音。</translation>
    </message>
    <message>
        <source>This format has no sound.</source>
        <translation>此格式没有声音。</translation>
    </message>
    <message>
        <source>There is no music yet.</source>
        <translation>还没有音乐。</translation>
    </message>
    <message>
        <source>Plays under the whole film, again from its start if it is shorter, and fades for a second at both ends.</source>
        <translation>在整部影片下播放，较短时从头重来，两端各淡化一秒。</translation>
    </message>
    <message>
        <source>How much softer the music is than in its file.</source>
        <translation>音乐比原文件轻多少。</translation>
    </message>
    <message>
        <source>9 dB softer while the voice is loud.</source>
        <translation>有人声时再轻 9 dB。</translation>
    </message>
    <message>
        <source>%1 isn&apos;t there.</source>
        <translation>%1 不存在。</translation>
    </message>
    <message>
        <source>%1 can&apos;t be read.</source>
        <translation>%1 无法读取。</translation>
    </message>
    <message>
        <source>%1 has no sound that can be played.</source>
        <translation>%1 中没有可以播放的声音。</translation>
    </message>
    <message>
        <source>Sides: %1…</source>
        <comment>a colour as #c0ffee</comment>
        <translation>两侧：%1…</translation>
    </message>
    <message>
        <source>This format has no pictures.</source>
        <translation>此格式没有画面。</translation>
    </message>
    <message>
        <source>The film keeps the picture&apos;s shape.</source>
        <translation>影片保持画面的形状。</translation>
    </message>
    <message>
        <source>What is beside the picture. Cut off: the picture fills the film, with the face in the middle if one is found.</source>
        <translation>画面两侧的内容。裁掉：画面填满影片，若找到脸则把它放在中间。</translation>
    </message>
    <message>
        <source>Made with AI</source>
        <translation>AI 生成</translation>
    </message>
    <message>
        <source>AI mark</source>
        <translation>AI 标识</translation>
    </message>
    <message>
        <source>top left</source>
        <translation>左上角</translation>
    </message>
    <message>
        <source>top right</source>
        <translation>右上角</translation>
    </message>
    <message>
        <source>bottom left</source>
        <translation>左下角</translation>
    </message>
    <message>
        <source>bottom right</source>
        <translation>右下角</translation>
    </message>
    <message>
        <source>Corner of the mark</source>
        <translation>标识的位置</translation>
    </message>
    <message>
        <source>“Made with AI” in the picture</source>
        <translation>画面中的“AI 生成”</translation>
    </message>
    <message>
        <source>The installed FFmpeg can&apos;t write text into pictures.</source>
        <translation>已安装的 FFmpeg 无法在画面中写字。</translation>
    </message>
    <message>
        <source>Some countries ask for a mark on films like this one.</source>
        <translation>一些国家要求为这样的影片加上标识。</translation>
    </message>
    <message>
        <source>There is no mark in the picture.</source>
        <translation>画面中没有标识。</translation>
    </message>
</context>
<context>
    <name>studio::ui::FirstStartDialog</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Welcome to Live Avatar Studio</source>
        <translation>欢迎使用 Live Avatar Studio</translation>
    </message>
    <message>
        <source>One portrait and one voice become a talking video, on this computer, with nothing sent anywhere.</source>
        <translation>一张肖像加一段语音，就在这台电脑上变成会说话的视频，不上传任何内容。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>An NVIDIA GPU with %1 GB or more, %2 GB of RAM</source>
        <translation>NVIDIA 显卡（%1 GB 及以上），%2 GB 内存</translation>
    </message>
    <message>
        <source>%1, %2 GB</source>
        <translation>%1，%2 GB</translation>
    </message>
    <message>
        <source>no NVIDIA GPU</source>
        <translation>无 NVIDIA 显卡</translation>
    </message>
    <message>
        <source>Found: %1 · %2 of RAM · %3 free on disk</source>
        <translation>检测到：%1 · 内存 %2 · 磁盘剩余 %3</translation>
    </message>
    <message>
        <source>Demo model</source>
        <translation>演示模型</translation>
    </message>
    <message>
        <source>Comes with the program: %1, drawn faces</source>
        <comment>size</comment>
        <translation>随程序提供：%1，手绘面孔</translation>
    </message>
    <message>
        <source>Quick on any computer, needs no GPU</source>
        <translation>任何电脑都快，无需显卡</translation>
    </message>
    <message>
        <source>Good for a first look; you can change it later in Settings, Model.</source>
        <translation>适合先看看；之后可在“设置 · 模型”中更改。</translation>
    </message>
    <message>
        <source>For photographs: %1 of files that you have or download</source>
        <translation>用于真实照片：约 %1 文件，已有或自行下载</translation>
    </message>
    <message>
        <source>%1, the model for photographs, needs an NVIDIA GPU with %2 GB or more; none was found.</source>
        <translation>用于真实照片的模型 %1 需要 %2 GB 及以上的 NVIDIA 显卡；未找到显卡。</translation>
    </message>
    <message>
        <source>A face</source>
        <translation>面孔</translation>
    </message>
    <message>
        <source>or drop your own picture anywhere here</source>
        <translation>或把自己的图片拖到这里</translation>
    </message>
    <message>
        <source>A voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>click to choose, again to hear or stop</source>
        <translation>单击选择，再次单击试听或停止</translation>
    </message>
    <message>
        <source>Choose a picture…</source>
        <translation>选择图片…</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Empty scene</source>
        <translation>空场景</translation>
    </message>
    <message>
        <source>Start with %1 and %2</source>
        <comment>a face, a voice</comment>
        <translation>用 %1 和%2开始</translation>
    </message>
    <message>
        <source>%1, found here</source>
        <comment>a model</comment>
        <translation>%1，已在本机找到</translation>
    </message>
    <message>
        <source>Get %1</source>
        <comment>a model</comment>
        <translation>获取 %1</translation>
    </message>
    <message>
        <source>The model&apos;s page opens; the demo model works meanwhile.</source>
        <translation>将打开模型页面；其间可用演示模型。</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n part(s) · %2</source>
        <comment>how many, where</comment>
        <translation>
            <numerusform>%1 / %n 个部分 · %2</numerusform>
        </translation>
    </message>
    <message>
        <source>For photographs, %1</source>
        <comment>a size in pixels</comment>
        <translation>适合照片，%1</translation>
    </message>
    <message>
        <source>LoRA missing: %1</source>
        <comment>a size</comment>
        <translation>缺少 LoRA：%1</translation>
    </message>
    <message>
        <source>What a film takes is seen before it is made.</source>
        <translation>制作前先显示影片所需的时间和内存。</translation>
    </message>
    <message>
        <source>The model&apos;s page says how it is got; the demo model works meanwhile.</source>
        <translation>模型页面会说明如何获取；其间可用演示模型。</translation>
    </message>
    <message>
        <source>Open %1 and %2 with %3</source>
        <comment>a face, a voice, a model</comment>
        <translation>用 %3 打开 %1 和%2</translation>
    </message>
    <message>
        <source>Start with %1, then get the LoRA (%2)</source>
        <comment>a face, a size</comment>
        <translation>先用 %1 开始，再获取 LoRA（%2）</translation>
    </message>
    <message>
        <source>Start with %1, then get the model</source>
        <comment>a face</comment>
        <translation>先用 %1 开始，再获取模型</translation>
    </message>
    <message>
        <source>Choose a face and a voice first.</source>
        <translation>请先选择一张面孔和一段语音。</translation>
    </message>
</context>
<context>
    <name>studio::ui::FormatsTable</name>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Picture and sound</source>
        <translation>画面与声音</translation>
    </message>
    <message>
        <source>Good for</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>File size</source>
        <translation>文件大小</translation>
    </message>
</context>
<context>
    <name>studio::ui::HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>studio::ui::JobDelegate</name>
    <message>
        <source>Rendering</source>
        <translation>渲染中</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Doesn&apos;t fit</source>
        <translation>放不下</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>停止并保留</translation>
    </message>
    <message>
        <source>Remove from the queue</source>
        <translation>从队列中移除</translation>
    </message>
    <message>
        <source>Run it when its turn comes</source>
        <translation>轮到时运行</translation>
    </message>
    <message>
        <source>Skip it until it is released</source>
        <translation>跳过，直到取消搁置</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>已导出</translation>
    </message>
    <message>
        <source>Cancel the export; nothing half-made is left</source>
        <translation>取消导出；不会留下半成品</translation>
    </message>
    <message>
        <source>Clear this line away</source>
        <translation>清除这一行</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copying</source>
        <comment>parts of takes into a new one</comment>
        <translation>复制</translation>
    </message>
    <message>
        <source>Stop it; nothing half-made is left</source>
        <translation>停止；不会留下未完成的文件</translation>
    </message>
</context>
<context>
    <name>studio::ui::JobPresenter</name>
    <message>
        <source>%1 of %2 frames</source>
        <translation>%1 / %2 帧</translation>
    </message>
    <message>
        <source>%1 elapsed · paused</source>
        <translation>已用 %1 · 已暂停</translation>
    </message>
    <message>
        <source>%1 elapsed · %2 left</source>
        <translation>已用 %1 · 剩余 %2</translation>
    </message>
    <message>
        <source>block %1 of %2 · %3</source>
        <comment>blocks, frames</comment>
        <translation>块 %1 / %2 · %3</translation>
    </message>
    <message>
        <source>%1 frames in %2</source>
        <translation>%1 帧，用时 %2</translation>
    </message>
    <message>
        <source>%1 % · Take %2</source>
        <comment>percent, number</comment>
        <translation>%1% · 版本 %2</translation>
    </message>
    <message>
        <source>%1 is finished</source>
        <translation>%1已完成</translation>
    </message>
    <message>
        <source>%1 of film in %2.</source>
        <comment>length, time</comment>
        <translation>%1 的影片，用时 %2。</translation>
    </message>
    <message>
        <source>more</source>
        <translation>更多空间</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 elapsed</source>
        <translation>已用 %1</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1失败</translation>
    </message>
    <message>
        <source>%1 of %2 GB</source>
        <comment>loaded, all</comment>
        <translation>%1 / %2 GB</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>times</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 of %2 safe</source>
        <comment>times</comment>
        <translation>%1 / %2 已保存</translation>
    </message>
    <message>
        <source>promise kept</source>
        <translation>兑现承诺</translation>
    </message>
    <message>
        <source>about as promised</source>
        <translation>基本符合承诺</translation>
    </message>
    <message>
        <source>%1 more</source>
        <comment>duration</comment>
        <translation>多用 %1</translation>
    </message>
    <message>
        <source>%1 · %2 promised</source>
        <comment>times</comment>
        <translation>%1 · 承诺 %2</translation>
    </message>
    <message>
        <source>%1 of %2 are safe and can be played.</source>
        <comment>times</comment>
        <translation>%2 中已有 %1 安全保存，可以播放。</translation>
    </message>
    <message>
        <source>Not a second of it was made yet.</source>
        <translation>当时还没有做出任何画面。</translation>
    </message>
    <message>
        <source>No take was begun</source>
        <translation>未能开始任何版本</translation>
    </message>
    <message>
        <source>%1 of %2 steps</source>
        <comment>of the first frames</comment>
        <translation>%1 / %2 步</translation>
    </message>
    <message>
        <source>%1 · nothing to show yet</source>
        <comment>steps</comment>
        <translation>%1 · 还没有画面</translation>
    </message>
    <message>
        <source>Stopped before the first picture. The job is in the queue, on hold.</source>
        <translation>在第一帧之前停止。任务已搁置在队列中。</translation>
    </message>
    <message>
        <source>Render it after all</source>
        <translation>仍然渲染</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>好</translation>
    </message>
</context>
<context>
    <name>studio::ui::JobQuestions</name>
    <message numerus="yes">
        <source>%n job(s) wait in the queue until it is started.</source>
        <translation>
            <numerusform>%n 个任务在队列中等待启动。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) will be rendered after this take.</source>
        <translation>
            <numerusform>此版本之后会渲染 %n 个任务。</numerusform>
        </translation>
    </message>
    <message>
        <source>OK</source>
        <translation>好</translation>
    </message>
    <message numerus="yes">
        <source>Before the %n waiting job(s).</source>
        <translation>
            <numerusform>排在 %n 个等待的任务之前。</numerusform>
        </translation>
    </message>
    <message>
        <source>Behind them</source>
        <translation>排到它们之后</translation>
    </message>
    <message>
        <source>Behind it</source>
        <translation>排到它之后</translation>
    </message>
</context>
<context>
    <name>studio::ui::JobRows</name>
    <message>
        <source>ends %1</source>
        <comment>time of day</comment>
        <translation>%1 完成</translation>
    </message>
    <message>
        <source>final of take %1</source>
        <translation>版本 %1 的成片</translation>
    </message>
    <message>
        <source>%1 left</source>
        <comment>time</comment>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>不计入</translation>
    </message>
    <message>
        <source>Take %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>%1 per second</source>
        <comment>frames</comment>
        <translation>每秒 %1 帧</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percent</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>in %1</source>
        <comment>folder</comment>
        <translation>在%1中</translation>
    </message>
    <message>
        <source>whole voice</source>
        <translation>整段语音</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>length, time</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 + %2</source>
        <comment>portrait, voice</comment>
        <translation>%1 + %2</translation>
    </message>
    <message>
        <source>continues take %1</source>
        <translation>继续版本 %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>种子 %1</translation>
    </message>
    <message>
        <source>branch of take %1, from %2</source>
        <comment>take, time</comment>
        <translation>版本 %1 的分支，从 %2 起</translation>
    </message>
    <message>
        <source>a new take</source>
        <translation>新版本</translation>
    </message>
    <message>
        <source>over %1</source>
        <comment>a video</comment>
        <translation>贴到 %1</translation>
    </message>
    <message>
        <source>not its video</source>
        <translation>不是它的视频</translation>
    </message>
    <message>
        <source>no whole face in it</source>
        <translation>没有完整的脸</translation>
    </message>
</context>
<context>
    <name>studio::ui::JobStrip</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>%1 elapsed · %2 left</source>
        <translation>已用 %1 · 剩余 %2</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Esc again to stop</source>
        <translation>再按 Esc 停止</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>停止并保留</translation>
    </message>
    <message>
        <source>Show why</source>
        <translation>查看原因</translation>
    </message>
    <message>
        <source>The stages of the take beside their forecast, and what other programs used meanwhile</source>
        <translation>此版本各阶段用时与预测的对比，以及其间其他程序的占用</translation>
    </message>
    <message>
        <source>Current job</source>
        <translation>当前任务</translation>
    </message>
    <message>
        <source>Continue take</source>
        <translation>继续此版本</translation>
    </message>
    <message>
        <source>Go on where the take was stopped; the film is the same as without the break</source>
        <translation>从中断处继续；成片与未中断时相同</translation>
    </message>
    <message>
        <source>Make it longer</source>
        <translation>继续延长</translation>
    </message>
    <message>
        <source>Go on to the end of the voice; what there is of the film stays as it is</source>
        <translation>继续到语音结束；影片已有的部分保持不变</translation>
    </message>
</context>
<context>
    <name>studio::ui::JoinPresenter</name>
    <message>
        <source>The playhead is in the first block: nothing is before it. Go to where the cut is to be.</source>
        <translation>播放头在第一块中，之前没有内容。请先移到要剪开的位置。</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>No take that is made is in the player.</source>
        <translation>播放器中没有已生成的版本。</translation>
    </message>
    <message>
        <source>Select two takes or more: they are joined in the order in which you select them.</source>
        <translation>请选择两个或更多版本：将按选择的先后顺序拼接。</translation>
    </message>
    <message>
        <source>Only takes of one size and frame rate can be joined: %1 is %2, %3 is %4.</source>
        <comment>take, size, take, size</comment>
        <translation>只能拼接尺寸和帧率相同的版本：%1为 %2，%3为 %4。</translation>
    </message>
    <message>
        <source>%1 isn&apos;t made yet.</source>
        <translation>%1尚未生成。</translation>
    </message>
</context>
<context>
    <name>studio::ui::KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>制作</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Takes and queue</source>
        <translation>版本与队列</translation>
    </message>
    <message>
        <source>See</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Compare takes</source>
        <translation>比较版本</translation>
    </message>
    <message>
        <source>Takes in step</source>
        <translation>同步播放的版本</translation>
    </message>
</context>
<context>
    <name>studio::ui::LateDialog</name>
    <message>
        <source>%1, promised %2</source>
        <comment>durations</comment>
        <translation>%1，承诺 %2</translation>
    </message>
    <message>
        <source>Why %1 took longer</source>
        <comment>a take</comment>
        <translation>%1 为何用时更长</translation>
    </message>
    <message>
        <source>In all</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Longer by</source>
        <translation>超出</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>载入模型</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>读取提示词</translation>
    </message>
    <message>
        <source>Hearing the voice</source>
        <translation>分析语音</translation>
    </message>
    <message>
        <source>Seeing the portrait</source>
        <translation>分析肖像</translation>
    </message>
    <message>
        <source>Making frames</source>
        <translation>生成画面</translation>
    </message>
    <message>
        <source>Mostly</source>
        <translation>主要原因</translation>
    </message>
    <message>
        <source>%1: %2 longer</source>
        <comment>stage, duration</comment>
        <translation>%1：多用 %2</translation>
    </message>
    <message>
        <source>Its stages</source>
        <translation>各阶段</translation>
    </message>
    <message>
        <source>Writing the video, and all else</source>
        <translation>写入视频及其他</translation>
    </message>
    <message>
        <source>Meanwhile, in other programs</source>
        <translation>其间其他程序</translation>
    </message>
    <message>
        <source>VRAM</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>up to %1</source>
        <translation>最多 %1</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>交换区</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>增加 %1</translation>
    </message>
    <message>
        <source>no more</source>
        <translation>没有增加</translation>
    </message>
</context>
<context>
    <name>studio::ui::Layout</name>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Render settings</source>
        <translation>渲染设置</translation>
    </message>
    <message>
        <source>Scene and render settings</source>
        <translation>场景和渲染设置</translation>
    </message>
</context>
<context>
    <name>studio::ui::MainWindow</name>
    <message>
        <source>The diagnostics are on the clipboard.</source>
        <translation>诊断信息已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止并退出</translation>
    </message>
    <message>
        <source>Keep rendering</source>
        <translation>继续渲染</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Quit without saving</source>
        <translation>不保存并退出</translation>
    </message>
    <message>
        <source>Keep exporting</source>
        <translation>继续导出</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>Undo or Redo, then what</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>好</translation>
    </message>
    <message>
        <source>A take is being rendered. What is finished so far is kept.</source>
        <translation>正在渲染一个版本。已完成的部分会保留。</translation>
    </message>
    <message>
        <source>An export is running. Quitting cancels it; the take itself is kept.</source>
        <translation>正在导出。退出会取消导出，版本本身会保留。</translation>
    </message>
    <message>
        <source>Cancel it and quit</source>
        <translation>取消导出并退出</translation>
    </message>
    <message>
        <source>Don&apos;t quit</source>
        <translation>不退出</translation>
    </message>
    <message>
        <source>A job of the queue is being edited.</source>
        <translation>正在编辑队列中的一个任务。</translation>
    </message>
    <message>
        <source>Save job and quit</source>
        <translation>保存任务并退出</translation>
    </message>
    <message>
        <source>Discard changes and quit</source>
        <translation>放弃更改并退出</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>The scene isn&apos;t saved, and its copy for the next start can&apos;t be written.</source>
        <translation>场景尚未保存，供下次启动使用的副本也无法写入。</translation>
    </message>
    <message>
        <source>Open demo scene</source>
        <translation>打开演示场景</translation>
    </message>
    <message>
        <source>The file of your presets</source>
        <translation>预设文件</translation>
    </message>
    <message>
        <source>The scene of the last session</source>
        <translation>上次会话的场景</translation>
    </message>
    <message>
        <source>The file of your settings</source>
        <translation>设置文件</translation>
    </message>
</context>
<context>
    <name>studio::ui::Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>打开最近的场景</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Scene</source>
        <translation>场景(&amp;S)</translation>
    </message>
    <message>
        <source>Prompt history</source>
        <translation>提示词历史</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Render</source>
        <translation>渲染(&amp;R)</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>&amp;Take</source>
        <translation>版本(&amp;T)</translation>
    </message>
    <message>
        <source>Render as final…</source>
        <translation>渲染成片…</translation>
    </message>
    <message>
        <source>Job in the queue</source>
        <translation>队列中的任务</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>When the queue is done</source>
        <translation>队列完成后</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation>与…比较</translation>
    </message>
    <message>
        <source>While comparing</source>
        <translation>比较时</translation>
    </message>
</context>
<context>
    <name>studio::ui::MessageBar</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Details of the message</source>
        <translation>消息详情</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Show the next message</source>
        <translation>显示下一条消息</translation>
    </message>
</context>
<context>
    <name>studio::ui::MeterPresenter</name>
    <message>
        <source>of %1 GB</source>
        <comment>memory of the machine</comment>
        <translation>/ %1 GB</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>fps</source>
        <translation>帧/秒</translation>
    </message>
    <message>
        <source>Frames made per second, over the last blocks.</source>
        <translation>最近几个块的每秒生成帧数。</translation>
    </message>
    <message>
        <source>Nothing is being rendered, so there is no speed.</source>
        <translation>当前没有渲染，因此没有速度。</translation>
    </message>
    <message>
        <source>not told by driver</source>
        <translation>驱动未提供</translation>
    </message>
    <message>
        <source>The driver or the system doesn&apos;t tell this figure.</source>
        <translation>驱动或系统不提供此数值。</translation>
    </message>
    <message>
        <source>Not measured yet.</source>
        <translation>尚未测量。</translation>
    </message>
    <message>
        <source>GB/s</source>
        <translation>GB/s</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 MiB</translation>
    </message>
    <message>
        <source>%1: now %2, peak of the last minute %3, mean %4.</source>
        <comment>metric, figures</comment>
        <translation>%1：当前 %2，最近一分钟峰值 %3，平均 %4。</translation>
    </message>
    <message>
        <source>The take is paused, so there is no speed.</source>
        <translation>此版本已暂停，因此没有速度。</translation>
    </message>
</context>
<context>
    <name>studio::ui::MeterStrip</name>
    <message>
        <source>VRAM</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>To GPU</source>
        <translation>进显卡</translation>
    </message>
    <message>
        <source>From GPU</source>
        <translation>出显卡</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>交换区</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Meters</source>
        <translation>仪表</translation>
    </message>
</context>
<context>
    <name>studio::ui::ModelPage</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>The folder that holds %1 and %2</source>
        <comment>names of folders</comment>
        <translation>包含 %1 和 %2 的文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the model&apos;s folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Searches this computer again (F5)</source>
        <translation>重新在本机查找 (F5)</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Looks for the model in one more folder</source>
        <translation>在另一个文件夹中查找模型</translation>
    </message>
    <message>
        <source>Copy what was found</source>
        <translation>复制查找结果</translation>
    </message>
    <message>
        <source>As text, for a question to somebody else</source>
        <translation>作为文本，便于向他人提问</translation>
    </message>
    <message>
        <source>Found on this computer</source>
        <translation>在本机找到</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add this folder</source>
        <translation>添加此文件夹</translation>
    </message>
    <message>
        <source>Add no folder</source>
        <translation>不添加文件夹</translation>
    </message>
    <message>
        <source>This folder doesn&apos;t exist.</source>
        <translation>此文件夹不存在。</translation>
    </message>
    <message>
        <source>No program here shows folders. The path is on the clipboard: %1</source>
        <translation>没有可显示文件夹的程序。路径已复制：%1</translation>
    </message>
    <message>
        <source>Nothing was found yet.</source>
        <translation>还没有找到任何内容。</translation>
    </message>
    <message>
        <source>Download: %1</source>
        <comment>sizes</comment>
        <translation>下载：%1</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
    <message>
        <source>Gets the model from its publishers</source>
        <translation>从发布者处获取模型</translation>
    </message>
    <message>
        <source>The folder %1 doesn&apos;t exist any more.</source>
        <translation>文件夹%1已不存在。</translation>
    </message>
</context>
<context>
    <name>studio::ui::ModelSetCard</name>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Forget this folder</source>
        <translation>不再查找此文件夹</translation>
    </message>
    <message>
        <source>It isn&apos;t looked at any more; nothing in it is changed.</source>
        <translation>以后不再查看它；其中内容不会改动。</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>How the numbers of the video model are stored.</source>
        <translation>视频模型数值的存储方式。</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Use: %1</source>
        <comment>a set of parts</comment>
        <translation>使用：%1</translation>
    </message>
    <message>
        <source>Takes it for the next render</source>
        <translation>下次渲染使用它</translation>
    </message>
    <message>
        <source>Check hashes</source>
        <translation>核对哈希</translation>
    </message>
    <message>
        <source>Reads all files, and compares the SHA-256 of each with the one that its publisher lists</source>
        <translation>读取全部文件，并将每个文件的 SHA-256 与发布者列出的进行比较</translation>
    </message>
    <message>
        <source>Progress of the hashes</source>
        <translation>核对哈希的进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop checking hashes</source>
        <translation>停止核对哈希</translation>
    </message>
    <message>
        <source>finest · recommended</source>
        <translation>最精细 · 推荐</translation>
    </message>
    <message>
        <source>Of the complete sets that fit this machine&apos;s memory, the one with the finest numbers.</source>
        <translation>在适合本机内存的完整套件中，数值最精细的一套。</translation>
    </message>
</context>
<context>
    <name>studio::ui::ModelTopCard</name>
    <message>
        <source>I have it…</source>
        <translation>我已有…</translation>
    </message>
    <message>
        <source>Use the demo model</source>
        <translation>使用演示模型</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Choose again…</source>
        <translation>重新选择…</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>不再记住</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
</context>
<context>
    <name>studio::ui::MosaicBar</name>
    <message>
        <source>Which takes are seen</source>
        <translation>显示哪些版本</translation>
    </message>
    <message>
        <source>1 to 9 show one alone · S stars</source>
        <translation>按 1 到 9 单独显示一个 · S 加星标</translation>
    </message>
    <message>
        <source>All</source>
        <comment>takes</comment>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>studio::ui::MosaicCell</name>
    <message>
        <source>Key %1</source>
        <translation>按键 %1</translation>
    </message>
    <message>
        <source>with a star</source>
        <translation>已加星标</translation>
    </message>
    <message>
        <source>outlined, its sound is heard</source>
        <translation>已框选，播放其声音</translation>
    </message>
</context>
<context>
    <name>studio::ui::MosaicPresenter</name>
    <message>
        <source>%1 · seed %2</source>
        <comment>a take</comment>
        <translation>%1 · 种子 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n take(s) in step</source>
        <translation>
            <numerusform>%n 个版本同步播放</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::MosaicView</name>
    <message>
        <source>Takes in step</source>
        <translation>同步播放的版本</translation>
    </message>
    <message numerus="yes">
        <source>%1 alone, of %n take(s)</source>
        <comment>a take</comment>
        <translation>
            <numerusform>单独显示%1，共 %n 个版本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n take(s), %1 is outlined</source>
        <comment>a take</comment>
        <translation>
            <numerusform>%n 个版本，框选的是%1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::NameDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>It needs a name.</source>
        <translation>需要一个名称。</translation>
    </message>
</context>
<context>
    <name>studio::ui::PartRow</name>
    <message>
        <source>More for this part</source>
        <translation>此部分的更多操作</translation>
    </message>
    <message>
        <source>I have it…</source>
        <translation>我已有…</translation>
    </message>
    <message>
        <source>Take it from…</source>
        <translation>取自…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a part, what a button does</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the words of a list</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>%1: more</source>
        <comment>a part</comment>
        <translation>%1：更多</translation>
    </message>
</context>
<context>
    <name>studio::ui::PeopleDialog</name>
    <message>
        <source>Who speaks</source>
        <translation>谁在说话</translation>
    </message>
    <message>
        <source>People in the portrait</source>
        <translation>肖像中的人</translation>
    </message>
    <message>
        <source>The model was trained with one speaker. Each area hears its own voice; who is in no area hears silence and mostly keeps the mouth shut. What a model makes of two faces isn&apos;t promised: the demo model knows one face in the middle, and of two side by side it moves the left one only.</source>
        <translation>模型是用单人说话训练的。每个区域听到自己的语音；不在任何区域内的人听到的是静音，嘴大多闭着。两张面孔的效果不作保证：演示模型只认识正中的一张面孔，并排两张时只会动左边那张。</translation>
    </message>
    <message>
        <source>Find faces</source>
        <translation>查找面孔</translation>
    </message>
    <message>
        <source>Add an area</source>
        <translation>添加区域</translation>
    </message>
    <message>
        <source>Nobody is marked: the voice moves the whole picture, as with one person. Click on a face, or drag over a person to mark them.</source>
        <translation>没有标出任何人：语音驱动整个画面，与单人时一样。点击一张面孔，或在人物上拖动，即可标出。</translation>
    </message>
    <message>
        <source>Arrows move an area, with Shift they resize it; Page Down: the next one; Del removes it.</source>
        <translation>方向键移动区域，加 Shift 改变大小；Page Down 到下一个；Del 移除。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>好</translation>
    </message>
    <message>
        <source>The voices are being mixed.</source>
        <translation>正在混合语音。</translation>
    </message>
    <message>
        <source>The portrait is being read.</source>
        <translation>正在读取肖像。</translation>
    </message>
    <message>
        <source>This program can&apos;t find faces; draw the areas.</source>
        <translation>本程序不能查找面孔；请自己画出区域。</translation>
    </message>
    <message>
        <source>No face was found; draw the areas.</source>
        <translation>未找到面孔；请自己画出区域。</translation>
    </message>
    <message>
        <source>Marks each face that was found and belongs to nobody yet</source>
        <translation>标出每张已找到、尚无人对应的面孔</translation>
    </message>
    <message>
        <source>The voices can&apos;t be mixed in the folder %1: %2.</source>
        <comment>a folder, why</comment>
        <translation>无法在文件夹 %1 中混合语音：%2。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>what happened, why</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Person %1: %2</source>
        <translation>第 %1 人：%2</translation>
    </message>
    <message>
        <source>The film&apos;s voice</source>
        <translation>影片的语音</translation>
    </message>
    <message>
        <source>At most %1 people can speak.</source>
        <translation>最多 %1 人可以说话。</translation>
    </message>
    <message>
        <source>Marks a place where nobody is yet; then move it</source>
        <translation>在尚无人的位置标出一处；然后移动它</translation>
    </message>
    <message>
        <source>The film&apos;s sound becomes all their voices together, each from its beginning: so that they take turns, each should be silent while another one speaks.</source>
        <translation>影片的声音将是所有人的语音合在一起，各从开头算起：要轮流说话，一人说话时其余的语音应为静音。</translation>
    </message>
    <message>
        <source>The film&apos;s sound becomes %1.</source>
        <translation>影片的声音将是%1。</translation>
    </message>
    <message>
        <source>The film&apos;s voice isn&apos;t chosen yet.</source>
        <translation>还没有选择影片的语音。</translation>
    </message>
    <message>
        <source>The film&apos;s sound stays %1. A voice that a person has of their own is heard only if it is in there.</source>
        <translation>影片的声音仍是%1。某人自己的语音只有包含在其中时才听得到。</translation>
    </message>
    <message>
        <source>The film&apos;s sound: %1.</source>
        <translation>影片的声音：%1。</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>%1 together</source>
        <comment>names of voices; the name of their mix</comment>
        <translation>%1 合成</translation>
    </message>
    <message>
        <source>Measured with two of the demo&apos;s faces side by side, as the deviation of the mouth&apos;s contrast: the left mouth moves by 10.3 while its own voice speaks and by 2.1 while only the other one does; the right one by 0.2 and 0.9.</source>
        <translation>用并排的两张演示面孔测得（嘴部对比度的偏差）：左边的嘴在自己的语音说话时为 10.3，只有另一人说话时为 2.1；右边的嘴为 0.2 和 0.9。</translation>
    </message>
</context>
<context>
    <name>studio::ui::PeopleView</name>
    <message>
        <source>Nobody is marked.</source>
        <translation>没有标出任何人。</translation>
    </message>
    <message numerus="yes">
        <source>%n people are marked.</source>
        <translation>
            <numerusform>标出了 %n 人。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 Chosen: person %2.</source>
        <translation>%1已选：第 %2 人。</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Person %1, left edge</source>
        <translation>第 %1 人，左边</translation>
    </message>
    <message>
        <source>Person %1, upper edge</source>
        <translation>第 %1 人，上边</translation>
    </message>
    <message>
        <source>Person %1, width</source>
        <translation>第 %1 人，宽度</translation>
    </message>
    <message>
        <source>Person %1, height</source>
        <translation>第 %1 人，高度</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>number of a person, their voice</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>studio::ui::PersonRow</name>
    <message>
        <source>Person %1</source>
        <translation>第 %1 人</translation>
    </message>
    <message>
        <source>Choose the voice of person %1…</source>
        <translation>选择第 %1 人的语音…</translation>
    </message>
    <message>
        <source>Give person %1 the film&apos;s voice</source>
        <translation>让第 %1 人用影片的语音</translation>
    </message>
    <message>
        <source>Remove person %1</source>
        <translation>移除第 %1 人</translation>
    </message>
</context>
<context>
    <name>studio::ui::PlanDialog</name>
    <message>
        <source>%1, %2 allowed</source>
        <translation>%1，允许 %2</translation>
    </message>
    <message>
        <source>The whole plan</source>
        <translation>完整计划</translation>
    </message>
    <message>
        <source>What it will take</source>
        <translation>所需资源</translation>
    </message>
    <message>
        <source>VRAM</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>RAM left for others</source>
        <translation>留给其他程序的内存</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Disk free</source>
        <translation>磁盘剩余</translation>
    </message>
    <message>
        <source>Why it doesn&apos;t fit</source>
        <translation>放不下的原因</translation>
    </message>
    <message>
        <source>Planned for</source>
        <translation>规划对象</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Where the model lies</source>
        <translation>模型的位置</translation>
    </message>
    <message>
        <source>Layers on the GPU</source>
        <translation>显卡上的层</translation>
    </message>
    <message>
        <source>Layers streamed from RAM</source>
        <translation>从内存传输的层</translation>
    </message>
    <message>
        <source>Layers read from disk</source>
        <translation>从磁盘读取的层</translation>
    </message>
    <message>
        <source>Memory of earlier blocks</source>
        <translation>先前各块的记忆</translation>
    </message>
    <message>
        <source>%1 layers on the GPU, %2 in RAM</source>
        <translation>显卡上 %1 层，内存中 %2 层</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>并行路数</translation>
    </message>
    <message>
        <source>Per sweep over the layers</source>
        <translation>每遍历一次各层</translation>
    </message>
    <message>
        <source>To the GPU</source>
        <translation>传入显卡</translation>
    </message>
    <message>
        <source>From the GPU</source>
        <translation>传出显卡</translation>
    </message>
    <message>
        <source>From disk</source>
        <translation>从磁盘读取</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>解码</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>Some rates of this computer; the times that need them are left out.</source>
        <translation>这台电脑的部分速率；依赖它们的时间未列出。</translation>
    </message>
    <message>
        <source>Silent blocks</source>
        <translation>静音块</translation>
    </message>
    <message>
        <source>%1, with %2 steps each</source>
        <translation>%1 个，每个 %2 步</translation>
    </message>
</context>
<context>
    <name>studio::ui::PlaybackPage</name>
    <message>
        <source>Playback</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Sound through</source>
        <translation>声音输出</translation>
    </message>
    <message>
        <source>Automatic: what the system prefers</source>
        <translation>自动：系统首选设备</translation>
    </message>
    <message>
        <source>Leave out frames rather than fall behind the sound</source>
        <translation>宁可略去一些帧，也不落后于声音</translation>
    </message>
    <message>
        <source>Off, every frame is shown, and where this computer is too slow for that, the sound waits for the picture.</source>
        <translation>关闭时每一帧都会显示；如果这台电脑跟不上，声音会等待画面。</translation>
    </message>
    <message>
        <source>The chosen one, which isn&apos;t connected</source>
        <translation>所选设备（未连接）</translation>
    </message>
    <message>
        <source>Let the sound be heard while the playhead is dragged</source>
        <translation>拖动播放头时播放声音</translation>
    </message>
</context>
<context>
    <name>studio::ui::PlayerPanel</name>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Block timeline</source>
        <translation>块时间线</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Fit the picture, or show its pixels larger or smaller.</source>
        <translation>适合窗口，或放大、缩小显示像素。</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Made length</source>
        <translation>已生成长度</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>How fast it plays ([ and ]).</source>
        <translation>播放速度（[ 和 ]）。</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>播放器</translation>
    </message>
    <message>
        <source>There is no take to play yet.</source>
        <translation>还没有可播放的版本。</translation>
    </message>
    <message>
        <source>Portrait crop, large</source>
        <translation>肖像裁切（放大）</translation>
    </message>
</context>
<context>
    <name>studio::ui::PlayerPresenter</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Rendering: you can watch what is there</source>
        <translation>渲染中：已有部分可以观看</translation>
    </message>
    <message>
        <source>Finished · %1 · %2 frames · %3 · seed %4</source>
        <comment>length, frames, size, seed</comment>
        <translation>已完成 · %1 · %2 帧 · %3 · 种子 %4</translation>
    </message>
    <message>
        <source>Waiting for block %1</source>
        <translation>正在等待第 %1 块</translation>
    </message>
    <message>
        <source>The first pictures come after a moment.</source>
        <translation>稍等片刻就会出现第一批画面。</translation>
    </message>
    <message>
        <source>This is the crop that will be used.</source>
        <translation>这就是将要使用的裁切。</translation>
    </message>
    <message>
        <source>Press Render and the portrait talks. This is the crop that will be used.</source>
        <translation>按“渲染”，肖像就会开口说话。这就是将要使用的裁切。</translation>
    </message>
    <message>
        <source>Paused: you can watch what is there</source>
        <translation>已暂停：可观看已有部分</translation>
    </message>
    <message>
        <source>Stopped after %1 of %2</source>
        <comment>times</comment>
        <translation>在 %2 中的 %1 处停止</translation>
    </message>
    <message>
        <source>Stopped early, after %1 of %2</source>
        <comment>times</comment>
        <translation>在 %2 中的 %1 处提前停止</translation>
    </message>
    <message>
        <source>Paused before block %1</source>
        <translation>在块 %1 之前暂停</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>肖像</translation>
    </message>
    <message>
        <source>%1 comes back with Esc</source>
        <translation>按 Esc 返回%1</translation>
    </message>
    <message>
        <source>%1 · %2 · %3 frames · %4</source>
        <comment>what it was made from, length, frames, size</comment>
        <translation>%1 · %2 · %3 帧 · %4</translation>
    </message>
</context>
<context>
    <name>studio::ui::PortraitCropView</name>
    <message>
        <source>Portrait crop</source>
        <translation>肖像裁切</translation>
    </message>
    <message>
        <source>%1 × %2 pixels are kept.</source>
        <translation>保留 %1 × %2 像素。</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Crop, left edge</source>
        <translation>裁切左边缘</translation>
    </message>
    <message>
        <source>Crop, upper edge</source>
        <translation>裁切上边缘</translation>
    </message>
    <message>
        <source>Crop, width</source>
        <translation>裁切宽度</translation>
    </message>
    <message>
        <source>Face %1</source>
        <translation>面孔 %1</translation>
    </message>
</context>
<context>
    <name>studio::ui::PrepareRow</name>
    <message>
        <source>Prepared so far</source>
        <translation>已预处理</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop preparing weights</source>
        <translation>停止预处理权重</translation>
    </message>
    <message>
        <source>In the background; everything else can be used meanwhile</source>
        <translation>在后台进行；其间其他功能均可使用</translation>
    </message>
    <message>
        <source>What is prepared so far is deleted</source>
        <translation>已预处理的部分会被删除</translation>
    </message>
</context>
<context>
    <name>studio::ui::PreparedWeightsView</name>
    <message>
        <source>Prepared weights</source>
        <translation>预处理权重</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Delete the selected prepared weights</source>
        <translation>删除所选的预处理权重</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>in use now</source>
        <translation>正在使用</translation>
    </message>
    <message>
        <source>used %1</source>
        <comment>date</comment>
        <translation>上次使用：%1</translation>
    </message>
    <message>
        <source>A file that can&apos;t be read</source>
        <translation>无法读取的文件</translation>
    </message>
    <message>
        <source>It couldn&apos;t be deleted: %1.</source>
        <translation>无法删除：%1。</translation>
    </message>
    <message>
        <source>%1 on the disk, so that a model starts in seconds instead of minutes.</source>
        <comment>size</comment>
        <translation>磁盘上有 %1，模型因此几秒就能启动，而不用几分钟。</translation>
    </message>
    <message>
        <source>There is nothing to delete.</source>
        <translation>没有可删除的内容。</translation>
    </message>
    <message>
        <source>Select one of them first.</source>
        <translation>先选择其中一项。</translation>
    </message>
    <message>
        <source>A loaded model uses it. It can be deleted when the program has ended.</source>
        <translation>已加载的模型正在使用它。程序结束后可以删除。</translation>
    </message>
    <message>
        <source>Frees the space; nothing else is lost.</source>
        <translation>释放空间；不会丢失其他内容。</translation>
    </message>
    <message>
        <source>None yet; a model&apos;s first start keeps what it prepared.</source>
        <translation>还没有；模型第一次启动时会保留预处理结果。</translation>
    </message>
    <message>
        <source>Delete %1? The next start takes minutes again.</source>
        <comment>size</comment>
        <translation>删除 %1？下次启动又需要几分钟。</translation>
    </message>
    <message>
        <source>Merged with the LoRA and rounded once; after that a start only reads them.</source>
        <translation>与 LoRA 合并并只取整一次；之后启动只需读取。</translation>
    </message>
    <message>
        <source>They couldn&apos;t be prepared: %1.</source>
        <translation>无法预处理：%1。</translation>
    </message>
    <message>
        <source>Prepare weights now (%1, about %2)</source>
        <comment>a size, a time</comment>
        <translation>现在预处理权重（%1，约 %2）</translation>
    </message>
    <message>
        <source>Prepare weights now (%1)</source>
        <comment>a size</comment>
        <translation>现在预处理权重（%1）</translation>
    </message>
    <message>
        <source>A take is being made. Afterwards this can be done.</source>
        <translation>正在制作版本，结束后即可进行。</translation>
    </message>
    <message>
        <source>The disk has too little room: %1 are free.</source>
        <translation>磁盘空间不足：剩余 %1。</translation>
    </message>
    <message>
        <source>Preparing: %1 of %2</source>
        <comment>sizes</comment>
        <translation>正在预处理：%1 / %2</translation>
    </message>
    <message>
        <source>%1 · about %2 left</source>
        <comment>how far it is, a time</comment>
        <translation>%1 · 约剩 %2</translation>
    </message>
    <message>
        <source>Stopping after this layer…</source>
        <translation>完成当前层后停止…</translation>
    </message>
    <message>
        <source>%1 · of the model in use</source>
        <comment>when it was used</comment>
        <translation>%1 · 使用中的模型</translation>
    </message>
</context>
<context>
    <name>studio::ui::PresetModel</name>
    <message>
        <source>Quick preview</source>
        <translation>快速预览</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>High quality, short</source>
        <translation>高质量短片</translation>
    </message>
    <message>
        <source>Long video</source>
        <translation>长视频</translation>
    </message>
</context>
<context>
    <name>studio::ui::PromptPopup</name>
    <message>
        <source>Prompt from %1 on</source>
        <comment>time</comment>
        <translation>从 %1 起的提示词</translation>
    </message>
    <message>
        <source>What the person does from here on</source>
        <translation>从这里起人物做什么</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove this prompt</source>
        <translation>移除此提示词</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>studio::ui::PromptPresenter</name>
    <message>
        <source>The film ends before, so it isn’t used. It stays for a longer voice.</source>
        <translation>影片在此之前结束，所以不会使用。它会为更长的语音保留。</translation>
    </message>
    <message>
        <source>Edit prompt at %1</source>
        <comment>time</comment>
        <translation>编辑 %1 处的提示词</translation>
    </message>
    <message>
        <source>Add prompt at %1</source>
        <comment>time</comment>
        <translation>在 %1 处加提示词</translation>
    </message>
    <message>
        <source>Move prompt</source>
        <translation>移动提示词</translation>
    </message>
    <message>
        <source>Remove prompt at %1</source>
        <comment>time</comment>
        <translation>移除 %1 处的提示词</translation>
    </message>
</context>
<context>
    <name>studio::ui::RenderPanel</name>
    <message>
        <source>Render</source>
        <translation>渲染</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The demo model runs on any computer; the full model makes photographs talk and needs a GPU.</source>
        <translation>演示模型可在任何电脑上运行；完整模型能让照片说话，需要显卡。</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Size, steps, length and memory in one choice.</source>
        <translation>一次选定尺寸、步数、长度和内存。</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>An area; the portrait gives the shape. Half the area is about half the time.</source>
        <translation>这是面积，形状由肖像决定。面积减半，用时约减半。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>3 drafts, 4 as trained; more costs time in proportion.</source>
        <translation>3 步为草稿，4 步与训练一致；更多步数按比例增加用时。</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Whole voice, or a number of clips of 1.92 s.</source>
        <translation>整段语音，或若干个 1.92 秒的片段。</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>片段数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed and settings give the same video; lock it to compare settings.</source>
        <translation>种子和设置相同，视频就相同；锁定种子可比较设置。</translation>
    </message>
    <message>
        <source>Offload</source>
        <translation>卸载</translation>
    </message>
    <message>
        <source>Automatic keeps what fits on the GPU and streams the rest.</source>
        <translation>“自动”把放得下的留在显卡上，其余按需传输。</translation>
    </message>
    <message>
        <source>VRAM</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>A promise: never more than this.</source>
        <translation>承诺：绝不超过此值。</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>more = finer, slower</source>
        <translation>越多越细、越慢</translation>
    </message>
    <message>
        <source>Decode while rendering</source>
        <translation>边渲染边解码</translation>
    </message>
    <message>
        <source>Bounds memory for any length and lets you watch at once; costs up to 15 % of decoding time.</source>
        <translation>内存不随长度增长，可以边渲染边看；解码时间最多增加 15%。</translation>
    </message>
    <message>
        <source>Save, rename, import or export presets</source>
        <translation>保存、重命名、导入或导出预设</translation>
    </message>
    <message>
        <source>Render menu</source>
        <translation>渲染菜单</translation>
    </message>
    <message>
        <source> clips</source>
        <comment>after a number in a narrow field</comment>
        <translation> 段</translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>%1, edited</source>
        <translation>%1（已修改）</translation>
    </message>
    <message>
        <source>Whole voice</source>
        <translation>整段语音</translation>
    </message>
    <message>
        <source>Automatic: as planned</source>
        <translation>自动：按计划</translation>
    </message>
    <message>
        <source>Off: all on the GPU</source>
        <translation>关闭：全部放入显卡</translation>
    </message>
    <message>
        <source>No NVIDIA GPU: its rows are folded away.</source>
        <translation>没有 NVIDIA GPU：相关行已收起。</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>Why was no GPU found?</source>
        <translation>为什么没有找到 GPU？</translation>
    </message>
    <message>
        <source>The film is as long as the voice.</source>
        <translation>影片与语音一样长。</translation>
    </message>
    <message>
        <source>Takes: %1</source>
        <translation>版本数：%1</translation>
    </message>
    <message>
        <source>One take</source>
        <translation>一个版本</translation>
    </message>
    <message>
        <source>%1 takes, each with a seed of its own</source>
        <translation>%1 个版本，各用不同的种子</translation>
    </message>
    <message>
        <source>How many takes Render makes, each with a seed of its own</source>
        <translation>“渲染”制作多少个版本，各用不同的种子</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>回看</translation>
    </message>
    <message>
        <source>How far the model looks back while it makes 0.48 s of film, these included. Less needs less memory and time; the film changes.</source>
        <translation>模型生成 0.48 秒画面时回看多远，包括这 0.48 秒。回看较短时占用的内存和时间更少；影片会有所不同。</translation>
    </message>
    <message>
        <source>%1, as trained</source>
        <translation>%1，训练时的设置</translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Steps of the blocks in which nothing is said. Fewer save time where a voice has pauses; the film changes.</source>
        <translation>没有说话的块所用的步数。语音有停顿时，减少步数可节省时间；影片会有所不同。</translation>
    </message>
    <message>
        <source>Steps in silence</source>
        <translation>静音时的步数</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>偏移</translation>
    </message>
    <message>
        <source>Moves the noise levels of the steps, for fewer of them: 3 as trained. The film changes.</source>
        <translation>移动各步的噪声水平，用于减少步数：训练时为 3。影片会有所不同。</translation>
    </message>
    <message>
        <source>Timestep shift</source>
        <translation>时间步偏移</translation>
    </message>
    <message>
        <source>Advanced settings</source>
        <translation>高级设置</translation>
    </message>
    <message>
        <source>What makes the pictures. In 8 bits they take less time on RTX cards and hardly differ; a light decoder is several times faster and less exact.</source>
        <translation>由什么生成画面。8 位解码在 RTX 显卡上用时较少，几乎没有差别；轻量解码器快数倍，但不够精确。</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>In 8 bits, nearly exact</source>
        <translation>8 位，近乎精确</translation>
    </message>
    <message>
        <source>Light, for drafts</source>
        <translation>轻量，用于草稿</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a choice, and why it isn&apos;t available</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>These settings differ from what the model was trained with.</source>
        <translation>这些设置与模型训练时不同。</translation>
    </message>
    <message>
        <source>Steps in silence and the shift of noise levels</source>
        <translation>静音时的步数和噪声水平的偏移</translation>
    </message>
    <message>
        <source>All steps</source>
        <translation>全部步数</translation>
    </message>
    <message>
        <source> of %1 steps</source>
        <comment>after a number</comment>
        <translation> 步，共 %1 步</translation>
    </message>
</context>
<context>
    <name>studio::ui::RenderPresenter</name>
    <message>
        <source>Lock seed</source>
        <translation>锁定种子</translation>
    </message>
    <message>
        <source>Use what fits</source>
        <translation>改用放得下的设置</translation>
    </message>
    <message>
        <source>Change render settings</source>
        <translation>更改渲染设置</translation>
    </message>
    <message>
        <source>Save preset</source>
        <translation>保存预设</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>预设名称</translation>
    </message>
    <message>
        <source>Rename preset</source>
        <translation>重命名预设</translation>
    </message>
    <message>
        <source>New seed</source>
        <translation>新种子</translation>
    </message>
    <message>
        <source>Unlock seed</source>
        <translation>解锁种子</translation>
    </message>
    <message>
        <source>Choose preset %1</source>
        <translation>选择预设%1</translation>
    </message>
    <message>
        <source>Change model</source>
        <translation>更改模型</translation>
    </message>
    <message>
        <source>Change size</source>
        <translation>更改尺寸</translation>
    </message>
    <message>
        <source>Change steps</source>
        <translation>更改步数</translation>
    </message>
    <message>
        <source>Change length</source>
        <translation>更改时长</translation>
    </message>
    <message>
        <source>Change seed</source>
        <translation>更改种子</translation>
    </message>
    <message>
        <source>Change memory settings</source>
        <translation>更改内存设置</translation>
    </message>
    <message>
        <source>Save preset %1</source>
        <translation>保存预设%1</translation>
    </message>
    <message>
        <source>Delete preset</source>
        <translation>删除预设</translation>
    </message>
    <message>
        <source>Reset to preset</source>
        <translation>恢复为预设</translation>
    </message>
    <message>
        <source>This model runs on the processor.</source>
        <translation>此模型在处理器上运行。</translation>
    </message>
    <message>
        <source>%1 (unknown)</source>
        <comment>a model</comment>
        <translation>%1（未知）</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>好</translation>
    </message>
    <message>
        <source>whole voice</source>
        <translation>整段语音</translation>
    </message>
    <message>
        <source>%1 was found.</source>
        <comment>a GPU</comment>
        <translation>找到了 %1。</translation>
    </message>
    <message>
        <source>Show its rows</source>
        <translation>显示相关行</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>The library of NVIDIA&apos;s driver, %1, isn&apos;t installed.</source>
        <translation>NVIDIA 驱动的库 %1 没有安装。</translation>
    </message>
    <message>
        <source>%1 is installed, but NVIDIA&apos;s driver doesn&apos;t answer: it isn&apos;t loaded, or is another version.</source>
        <translation>%1 已安装，但 NVIDIA 驱动没有响应：驱动没有加载，或版本不同。</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s driver %1 answers, but has no such GPU.</source>
        <translation>NVIDIA 驱动 %1 有响应，但没有这块 GPU。</translation>
    </message>
    <message>
        <source>Still none. %1</source>
        <comment>GPU, then why</comment>
        <translation>仍然没有。%1</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>about %1</source>
        <comment>duration</comment>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>Changed from %1, which this model can&apos;t do.</source>
        <translation>原为 %1，此模型无法生成，已更改。</translation>
    </message>
    <message>
        <source>This model has none. taew2_1.safetensors is one; it is found beside the model&apos;s files.</source>
        <translation>此模型没有轻量解码器。taew2_1.safetensors 就是一个；放在模型文件旁边即可找到。</translation>
    </message>
    <message>
        <source>It needs an NVIDIA GPU.</source>
        <translation>需要 NVIDIA GPU。</translation>
    </message>
    <message>
        <source>This GPU is older than those that it is made for.</source>
        <translation>此 GPU 比它所支持的更旧。</translation>
    </message>
</context>
<context>
    <name>studio::ui::ReportDialog</name>
    <message>
        <source>%1, promised %2</source>
        <translation>%1，承诺 %2</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>画面帧</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>制作时间</translation>
    </message>
    <message>
        <source>Final of take</source>
        <translation>来自版本</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>肖像</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>What it took</source>
        <translation>实际消耗</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>VRAM</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 帧/秒</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在载入模型</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>读取提示词</translation>
    </message>
    <message>
        <source>Hearing the voice</source>
        <translation>分析语音</translation>
    </message>
    <message>
        <source>Seeing the portrait</source>
        <translation>分析肖像</translation>
    </message>
    <message>
        <source>Making frames</source>
        <translation>生成画面</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>解码</translation>
    </message>
    <message>
        <source>Writing the video</source>
        <translation>写入视频</translation>
    </message>
    <message>
        <source>Why it stopped</source>
        <translation>停止原因</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>How it came out</source>
        <translation>成片质量</translation>
    </message>
    <message>
        <source>Later changes</source>
        <translation>后续变化</translation>
    </message>
    <message>
        <source>Who speaks</source>
        <translation>谁在说话</translation>
    </message>
    <message>
        <source>Cut of</source>
        <translation>截取自</translation>
    </message>
    <message>
        <source>Joined from</source>
        <translation>拼接自</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>渲染</translation>
    </message>
    <message>
        <source>None: pictures were copied as they are, but for a second at most at each cut</source>
        <translation>无：画面原样复制，只有每个剪切点处至多一秒重新编码</translation>
    </message>
    <message>
        <source>Settings of its first part</source>
        <translation>第一部分的设置</translation>
    </message>
</context>
<context>
    <name>studio::ui::SceneController</name>
    <message>
        <source>Choose portrait</source>
        <translation>选择肖像</translation>
    </message>
    <message>
        <source>Choose voice</source>
        <translation>选择语音</translation>
    </message>
    <message>
        <source>Choose portrait and voice</source>
        <translation>选择肖像和语音</translation>
    </message>
    <message>
        <source>Crop portrait</source>
        <translation>裁切肖像</translation>
    </message>
    <message>
        <source>Trim voice</source>
        <translation>修剪语音</translation>
    </message>
    <message>
        <source>Edit prompt</source>
        <translation>编辑提示词</translation>
    </message>
    <message>
        <source>New scene</source>
        <translation>新建场景</translation>
    </message>
    <message>
        <source>Open scene “%1”</source>
        <translation>打开场景“%1”</translation>
    </message>
    <message>
        <source>Choose sound track</source>
        <translation>选择音轨</translation>
    </message>
    <message>
        <source>Loudness of the voice</source>
        <translation>语音响度</translation>
    </message>
    <message>
        <source>Use voice</source>
        <translation>使用语音</translation>
    </message>
    <message>
        <source>Who speaks</source>
        <translation>谁在说话</translation>
    </message>
</context>
<context>
    <name>studio::ui::ScenePanel</name>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Scene menu</source>
        <translation>场景菜单</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>How does the person speak, where, in what light?</source>
        <translation>人物怎样说话？在哪里？光线如何？</translation>
    </message>
    <message>
        <source>English or Chinese</source>
        <translation>英文或中文</translation>
    </message>
    <message>
        <source>Portrait crop</source>
        <translation>肖像裁切</translation>
    </message>
    <message>
        <source>Voice waveform</source>
        <translation>语音波形</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>肖像</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Recent portraits</source>
        <translation>最近的肖像</translation>
    </message>
    <message>
        <source>Recent voices</source>
        <translation>最近的语音</translation>
    </message>
    <message>
        <source>Earlier prompts</source>
        <translation>以前的提示词</translation>
    </message>
    <message>
        <source>Insert a template</source>
        <translation>插入模板</translation>
    </message>
    <message>
        <source>Drop a portrait here</source>
        <translation>把肖像拖到这里</translation>
    </message>
    <message>
        <source>Drop a voice here</source>
        <translation>把语音拖到这里</translation>
    </message>
    <message>
        <source>Sound or video · click to choose</source>
        <translation>音频或视频 · 点击选择</translation>
    </message>
    <message>
        <source>Choose sound track</source>
        <translation>选择音轨</translation>
    </message>
    <message>
        <source>Any picture or photo · click to choose</source>
        <translation>任意图片或照片 · 点击选择</translation>
    </message>
</context>
<context>
    <name>studio::ui::ScenePresenter</name>
    <message>
        <source>Nothing yet</source>
        <translation>暂无内容</translation>
    </message>
    <message>
        <source>Calm talk to the camera</source>
        <translation>对镜头平静讲话</translation>
    </message>
    <message>
        <source>A person talks to the camera in a calm, friendly voice and smiles now and then. Soft daylight, shallow depth of field.</source>
        <translation>一个人面向镜头，用平静友好的语气说话，不时微笑。柔和日光，浅景深。</translation>
    </message>
    <message>
        <source>News desk</source>
        <translation>新闻播报</translation>
    </message>
    <message>
        <source>A news presenter speaks clearly and seriously at a desk, small gestures of the head, even studio light.</source>
        <translation>新闻主播坐在台前，吐字清晰、神情认真，头部动作轻微，演播室灯光均匀。</translation>
    </message>
    <message>
        <source>Lively story</source>
        <translation>生动讲述</translation>
    </message>
    <message>
        <source>A person tells a lively story with wide eyes and raised eyebrows, moving the head while speaking.</source>
        <translation>一个人生动地讲故事，睁大眼睛、扬起眉毛，边说边动头。</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>老师</translation>
    </message>
    <message>
        <source>A teacher explains something patiently, looks at the viewer and nods at the end of each sentence.</source>
        <translation>老师耐心讲解，看着观众，每句话结束时点头。</translation>
    </message>
    <message>
        <source>Singer</source>
        <translation>歌手</translation>
    </message>
    <message>
        <source>A singer performs with feeling, eyes half closed on the long notes, warm stage light.</source>
        <translation>歌手深情演唱，长音时微闭双眼，舞台灯光温暖。</translation>
    </message>
    <message>
        <source>Open demo scene</source>
        <translation>打开演示场景</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>size of the picture, size of the film</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>length of the voice, clips</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Let go to use %1</source>
        <translation>松开即可使用%1</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 / %2 个词元</translation>
    </message>
    <message>
        <source>Use settings of a video</source>
        <translation>使用视频中的设置</translation>
    </message>
    <message>
        <source>Faces of the demo</source>
        <translation>演示面孔</translation>
    </message>
    <message>
        <source>Voices of the demo</source>
        <translation>演示语音</translation>
    </message>
    <message>
        <source>One face, looking at you, works best.</source>
        <translation>单人、正对镜头效果最好。</translation>
    </message>
    <message>
        <source>Demo faces</source>
        <translation>演示面孔</translation>
    </message>
    <message>
        <source>Its length is the video&apos;s length.</source>
        <translation>语音多长，视频就多长。</translation>
    </message>
    <message>
        <source>Demo voices</source>
        <translation>演示语音</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>length of the voice and clips, loudness</comment>
        <translation>%1 · %2</translation>
    </message>
    <message numerus="yes">
        <source>%n later change(s)</source>
        <translation>
            <numerusform>%n 处后续变化</numerusform>
        </translation>
    </message>
    <message>
        <source>Move the crop over them, or their area into it.</source>
        <translation>把裁切框移到此人身上，或把此人的区域移入其中。</translation>
    </message>
    <message>
        <source>It is to be the voices of those who speak.</source>
        <translation>应为说话者的语音。</translation>
    </message>
    <message>
        <source>The voice of somebody who speaks can&apos;t be read; its line says why.</source>
        <translation>某个说话者的语音无法读取，语音下方一行说明了原因。</translation>
    </message>
    <message numerus="yes">
        <source>%n faces were found: one voice moves the whole picture.</source>
        <translation>
            <numerusform>找到 %n 张面孔：一段语音驱动整个画面。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::ScoreWords</name>
    <message>
        <source>The mouth doesn&apos;t follow the voice</source>
        <translation>嘴型与声音不符</translation>
    </message>
    <message>
        <source>The mouth is too early or too late</source>
        <translation>嘴型过早或过晚</translation>
    </message>
    <message>
        <source>The mouth is open in silence</source>
        <translation>静音时嘴张开着</translation>
    </message>
    <message>
        <source>The face has changed</source>
        <translation>面容变了</translation>
    </message>
    <message>
        <source>The colours have drifted</source>
        <translation>颜色发生了偏移</translation>
    </message>
    <message>
        <source>The picture is softer, sharper or noisier than at the beginning</source>
        <translation>画面比开头更模糊、更锐利或噪点更多</translation>
    </message>
    <message>
        <source>The brightness flickers</source>
        <translation>亮度闪烁</translation>
    </message>
    <message>
        <source>Lips</source>
        <translation>嘴型</translation>
    </message>
    <message>
        <source>The mouth follows the voice (%1 of 1)</source>
        <translation>嘴型与声音相符（%1，满分 1）</translation>
    </message>
    <message>
        <source>The mouth doesn&apos;t follow the voice everywhere (%1 of 1)</source>
        <translation>嘴型并非处处与声音相符（%1，满分 1）</translation>
    </message>
    <message>
        <source>The mouth is %1 ms ahead of the voice</source>
        <translation>嘴型比声音早 %1 毫秒</translation>
    </message>
    <message>
        <source>The mouth is %1 ms behind the voice</source>
        <translation>嘴型比声音晚 %1 毫秒</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>The mouth stays shut in silence (%1 % open)</source>
        <translation>静音时嘴保持闭合（张开 %1%）</translation>
    </message>
    <message>
        <source>The mouth doesn&apos;t stay shut in silence (%1 % open)</source>
        <translation>静音时嘴没有保持闭合（张开 %1%）</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>相像</translation>
    </message>
    <message>
        <source>The face stays as in the first picture (%1 of 1)</source>
        <translation>面容保持与第一幅画面一致（%1，满分 1）</translation>
    </message>
    <message>
        <source>The face doesn&apos;t stay as in the first picture (%1 of 1)</source>
        <translation>面容没有保持与第一幅画面一致（%1，满分 1）</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>They stay (difference up to %1)</source>
        <translation>保持不变（最大色差 %1）</translation>
    </message>
    <message>
        <source>They drift (difference up to %1)</source>
        <translation>有偏移（最大色差 %1）</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>清晰度</translation>
    </message>
    <message>
        <source>It stays (%1 % of that of the first second)</source>
        <translation>保持不变（为第一秒的 %1%）</translation>
    </message>
    <message>
        <source>It changes (to %1 % of that of the first second)</source>
        <translation>有变化（为第一秒的 %1%）</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>The brightness is steady (%1 of 255 between frames)</source>
        <translation>亮度稳定（帧间变化 %1，满值 255）</translation>
    </message>
    <message>
        <source>The brightness flickers (%1 of 255 between frames)</source>
        <translation>亮度闪烁（帧间变化 %1，满值 255）</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>None was found: what is said of lips and likeness may be wrong</source>
        <translation>未找到人脸：关于嘴型和相像的说法可能不准</translation>
    </message>
</context>
<context>
    <name>studio::ui::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Memory and speed</source>
        <translation>内存与速度</translation>
    </message>
    <message>
        <source>Files and storage</source>
        <translation>文件与存储</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Everything here applies at once.</source>
        <translation>此处的更改立即生效。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Tell me when a take is finished and the window isn&apos;t in front</source>
        <translation>版本完成且窗口不在前台时通知我</translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation>减少动画</translation>
    </message>
    <message>
        <source>Put the settings into exported videos</source>
        <translation>把设置写入导出的视频</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>Versions and figures of this computer. No names of your files, and nothing is sent.</source>
        <translation>这台电脑的版本和数据。不含文件名，也不会上传。</translation>
    </message>
    <message>
        <source>Playback</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Nothing in these folders is ever changed or run.</source>
        <translation>这些文件夹里的内容绝不会被改动或运行。</translation>
    </message>
    <message>
        <source>Goes on when this window is closed, and where it stopped after a restart.</source>
        <translation>关闭此窗口后仍会继续；重新启动后可从中断处继续。</translation>
    </message>
    <message>
        <source>Exported videos don&apos;t say in which folders portrait and voice are</source>
        <translation>导出的视频中不写明肖像和语音所在的文件夹</translation>
    </message>
</context>
<context>
    <name>studio::ui::SpeechRows</name>
    <message>
        <source>[pause 0.5]</source>
        <comment>a mark in a text: half a second of silence; pause or 停顿</comment>
        <translation>[停顿 0.5]</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>语速</translation>
    </message>
    <message>
        <source>Pace, in words a minute</source>
        <translation>语速（每分钟词数）</translation>
    </message>
    <message>
        <source>Pitch</source>
        <translation>音高</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>停顿</translation>
    </message>
    <message>
        <source>Half a second of silence at the cursor</source>
        <translation>在光标处加入半秒停顿</translation>
    </message>
    <message>
        <source>Words to speak</source>
        <translation>要朗读的文字</translation>
    </message>
    <message>
        <source>Words to speak; [pause 0.5] is half a second of silence.</source>
        <translation>要朗读的文字；[停顿 0.5] 表示停顿半秒。</translation>
    </message>
    <message>
        <source>By the words&apos; script</source>
        <translation>按文字的书写系统</translation>
    </message>
    <message>
        <source>espeak-ng isn&apos;t installed, which speaks the words. On Debian and Ubuntu: sudo apt install espeak-ng</source>
        <translation>朗读文字的 espeak-ng 尚未安装。在 Debian 和 Ubuntu 上：sudo apt install espeak-ng</translation>
    </message>
    <message>
        <source>%1, which is to speak the words, isn&apos;t installed.</source>
        <translation>用来朗读文字的%1尚未安装。</translation>
    </message>
    <message>
        <source>espeak-ng has no voice %1.</source>
        <translation>espeak-ng 没有语音%1。</translation>
    </message>
    <message>
        <source>%1 could not speak the words.</source>
        <translation>%1未能朗读这些文字。</translation>
    </message>
    <message>
        <source>There is nothing to say: the text has no letters or digits.</source>
        <translation>没有可朗读的内容：文字中没有字母或数字。</translation>
    </message>
    <message>
        <source>A pause is at most 60 s long.</source>
        <translation>停顿最长 60 秒。</translation>
    </message>
    <message>
        <source>The program that speaks needs another name of a voice.</source>
        <translation>朗读程序需要另一个语音名称。</translation>
    </message>
    <message>
        <source>The command for speech in the settings can&apos;t be used.</source>
        <translation>设置中的朗读命令无法使用。</translation>
    </message>
    <message>
        <source>The voice can&apos;t be made: %1.</source>
        <translation>无法生成语音：%1。</translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n 个字词</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Speak it again</source>
        <translation>重新朗读</translation>
    </message>
    <message>
        <source>Make the voice</source>
        <translation>生成语音</translation>
    </message>
    <message>
        <source>There is nothing to say yet.</source>
        <translation>还没有要朗读的内容。</translation>
    </message>
    <message>
        <source>The words are being spoken…</source>
        <translation>正在朗读文字…</translation>
    </message>
    <message>
        <source>The words have changed since.</source>
        <translation>文字已更改。</translation>
    </message>
    <message>
        <source>Made on this computer</source>
        <translation>已在本机生成</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
</context>
<context>
    <name>studio::ui::SpeedPage</name>
    <message>
        <source>Memory and speed</source>
        <translation>内存与速度</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>计算设备</translation>
    </message>
    <message>
        <source>Automatic: the GPU, if there is one</source>
        <translation>自动：有显卡就用显卡</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Parallel steps</source>
        <translation>并行步数</translation>
    </message>
    <message>
        <source>Automatic: the fastest number</source>
        <translation>自动：取最快的数量</translation>
    </message>
    <message numerus="yes">
        <source>%n at once</source>
        <translation>
            <numerusform>同时 %n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>How many steps of successive blocks share one pass of the weights through the GPU. The film is the same; fewer need less memory and more time.</source>
        <translation>权重每经过一次显卡，就同时服务相邻块的这么多步。成片相同；数量越少，占用内存越少，时间越长。</translation>
    </message>
    <message>
        <source>Keep the weights in 8 bits: half the memory, hardly a difference</source>
        <translation>权重用 8 位保存：内存减半，几乎没有差别</translation>
    </message>
    <message>
        <source>Attention in 8 bits too: faster, less exact</source>
        <translation>注意力也用 8 位：更快，精度稍低</translation>
    </message>
    <message>
        <source>This is about models that run on a GPU; the demo model runs on the processor. How much VRAM and RAM a take may use stands with its settings, at the right of the window. Changes hold from the next take on.</source>
        <translation>以上针对在显卡上运行的模型；演示模型在处理器上运行。每个版本可用的显存和内存在窗口右侧的设置中。更改从下一版本起生效。</translation>
    </message>
    <message>
        <source>It needs weights in 8 bits.</source>
        <translation>需要 8 位权重。</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Demo model: %1 for one clip</source>
        <translation>演示模型：一个片段需 %1</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>尚未测量</translation>
    </message>
    <message>
        <source>It is being measured.</source>
        <translation>正在测量。</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>The first forecast comes from a short test render that isn&apos;t shown. Finished takes of the same model make it more exact. Measure again if this computer was busy.</source>
        <translation>第一个版本的预计时间，来自后台制作的一段不显示的单片段视频；之后同一模型已完成的版本会使预计更准。若测量时这台电脑正忙，请重新测量。</translation>
    </message>
    <message>
        <source>A take is being made.</source>
        <translation>正在制作一个版本。</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>On NVIDIA GPUs from the RTX 30 series on; others go on as before.</source>
        <translation>适用于 RTX 30 系列及更新的 NVIDIA GPU；其他设备保持不变。</translation>
    </message>
</context>
<context>
    <name>studio::ui::Spinner</name>
    <message>
        <source>Working</source>
        <translation>处理中</translation>
    </message>
</context>
<context>
    <name>studio::ui::StageBar</name>
    <message>
        <source>Stages</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>载入</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>肖像</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>画面帧</translation>
    </message>
    <message>
        <source>Encode</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>All stages are done.</source>
        <translation>所有阶段已完成。</translation>
    </message>
    <message>
        <source>%1, stage %2 of %3, %4 %</source>
        <extracomment>%1 is a stage such as Frames, %2 its number, %3 how many there are, %4 a percentage</extracomment>
        <translation>%1，阶段 %2 / %3，%4%</translation>
    </message>
    <message>
        <source>Nothing has begun.</source>
        <translation>尚未开始。</translation>
    </message>
</context>
<context>
    <name>studio::ui::SubtitleRow</name>
    <message>
        <source>Subtitles</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>in a file beside it (SRT)</source>
        <translation>旁边的文件（SRT）</translation>
    </message>
    <message>
        <source>in the picture</source>
        <translation>画面中</translation>
    </message>
    <message>
        <source>Where the subtitles are</source>
        <translation>字幕的位置</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Text…</source>
        <translation>文字…</translation>
    </message>
    <message>
        <source>Type the words</source>
        <translation>输入文字</translation>
    </message>
    <message>
        <source>Choose words or subtitles…</source>
        <translation>选择文字或字幕…</translation>
    </message>
    <message>
        <source>Typed: %1</source>
        <comment>words</comment>
        <translation>已输入：%1</translation>
    </message>
    <message>
        <source>The words that are spoken as a text file, or an .srt. Words are laid under the voice by its pauses.</source>
        <translation>所说的话的文本文件，或 .srt 文件。文字按语音的停顿与语音对齐。</translation>
    </message>
    <message>
        <source>Type or paste the words that are spoken.</source>
        <translation>输入或粘贴所说的话。</translation>
    </message>
    <message>
        <source>This format has no pictures.</source>
        <translation>此格式没有画面。</translation>
    </message>
    <message>
        <source>The installed FFmpeg can&apos;t write text into pictures.</source>
        <translation>已安装的 FFmpeg 无法在画面中写字。</translation>
    </message>
    <message>
        <source>There are no words yet.</source>
        <translation>还没有文字。</translation>
    </message>
    <message>
        <source>The text</source>
        <translation>这段文字</translation>
    </message>
    <message>
        <source>%1 isn&apos;t there.</source>
        <translation>%1 不存在。</translation>
    </message>
    <message>
        <source>%1 can&apos;t be read.</source>
        <translation>%1 无法读取。</translation>
    </message>
    <message>
        <source>No speech is heard to lay the words under. An SRT has times of its own.</source>
        <translation>听不到可与文字对齐的语音。SRT 文件自带时间。</translation>
    </message>
    <message>
        <source>%1 isn&apos;t what is spoken in this take.</source>
        <translation>%1 不是这个版本中所说的话。</translation>
    </message>
    <message>
        <source>%1 is neither UTF-8 text nor an intact SRT.</source>
        <translation>%1 既不是 UTF-8 文本，也不是完好的 SRT。</translation>
    </message>
    <message>
        <source>The subtitles are being read.</source>
        <translation>正在读取字幕。</translation>
    </message>
    <message>
        <source>None; Text… has the words that were spoken</source>
        <translation>无；“文字…”中有朗读的文字</translation>
    </message>
</context>
<context>
    <name>studio::ui::TakeDelegate</name>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Rendering</source>
        <translation>渲染中</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>starred</source>
        <translation>已加星标</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>in the player</source>
        <translation>在播放器中</translation>
    </message>
</context>
<context>
    <name>studio::ui::TakeRows</name>
    <message>
        <source>Final of take %1</source>
        <translation>版本 %1 的成片</translation>
    </message>
    <message>
        <source>Portrait: %1</source>
        <translation>肖像：%1</translation>
    </message>
    <message>
        <source>Voice: %1</source>
        <translation>语音：%1</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>模型：%1</translation>
    </message>
    <message>
        <source>Seed: %1</source>
        <translation>种子：%1</translation>
    </message>
    <message>
        <source>Made: %1, in %2</source>
        <comment>date, duration</comment>
        <translation>制作于 %1，用时 %2</translation>
    </message>
    <message>
        <source>Made: %1</source>
        <comment>date</comment>
        <translation>制作于 %1</translation>
    </message>
    <message>
        <source>Branch of take %1, from %2</source>
        <comment>take, time</comment>
        <translation>版本 %1 的分支，从 %2 起</translation>
    </message>
    <message>
        <source>of take %1</source>
        <comment>final version</comment>
        <translation>版本 %1 的成片</translation>
    </message>
    <message>
        <source>Take %1 is deleted</source>
        <translation>版本 %1 已删除</translation>
    </message>
    <message>
        <source>take %1, deleted</source>
        <comment>what it was made from</comment>
        <translation>版本 %1（已删除）</translation>
    </message>
    <message>
        <source>Who speaks: %1</source>
        <translation>谁在说话：%1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the people who speak</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>of take %1</source>
        <comment>a cut</comment>
        <translation>版本 %1 的截取</translation>
    </message>
    <message>
        <source>takes %1</source>
        <comment>joined ones, their numbers</comment>
        <translation>版本 %1</translation>
    </message>
</context>
<context>
    <name>studio::ui::TakesFilter</name>
    <message>
        <source>Find takes</source>
        <translation>查找版本</translation>
    </message>
    <message>
        <source>Words of the name, the prompt, the portrait, the voice or the preset</source>
        <translation>名称、提示词、肖像、语音或预设中的文字</translation>
    </message>
    <message>
        <source>Kind of takes</source>
        <translation>版本类型</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Starred</source>
        <translation>已加星标</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Finals</source>
        <translation>成片</translation>
    </message>
    <message>
        <source>List all takes again</source>
        <translation>重新列出全部版本</translation>
    </message>
</context>
<context>
    <name>studio::ui::TakesPanel</name>
    <message>
        <source>Takes</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Takes and queue</source>
        <translation>版本与队列</translation>
    </message>
    <message>
        <source>Stop after this take</source>
        <translation>本版本后停止</translation>
    </message>
    <message>
        <source>Each render becomes a take here, with its settings. Nothing is ever overwritten.</source>
        <translation>每次渲染都会成为这里的一个版本，连同其设置一起保存，绝不覆盖。</translation>
    </message>
    <message>
        <source>Jobs that wait for their turn appear here. “Add to queue” puts one in.</source>
        <translation>等待渲染的任务显示在这里。“加入队列”可添加一个。</translation>
    </message>
    <message>
        <source>What happens when the queue is done</source>
        <translation>队列完成后做什么</translation>
    </message>
    <message>
        <source>No take matches.</source>
        <translation>没有符合条件的版本。</translation>
    </message>
    <message>
        <source>Takes as a tree</source>
        <translation>以树状显示版本</translation>
    </message>
    <message>
        <source>How the takes are laid out</source>
        <translation>版本的排列方式</translation>
    </message>
</context>
<context>
    <name>studio::ui::TakesPresenter</name>
    <message>
        <source>Rename take</source>
        <translation>重命名版本</translation>
    </message>
    <message>
        <source>Name of the take</source>
        <translation>版本名称</translation>
    </message>
    <message>
        <source>%1 is in the trash.</source>
        <translation>%1已移到回收站。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Use settings of %1</source>
        <translation>使用%1的设置</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n 个任务</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) run</source>
        <translation>
            <numerusform>将运行 %n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · about %2 · done at %3</source>
        <comment>jobs, time, time of day</comment>
        <translation>%1 · 约 %2 · %3 完成</translation>
    </message>
    <message>
        <source>%1 · about %2</source>
        <comment>jobs, time</comment>
        <translation>%1 · 约 %2</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>jobs, time</comment>
        <translation>%1 · %2</translation>
    </message>
    <message numerus="yes">
        <source>%n export(s)</source>
        <translation>
            <numerusform>%n 个导出</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n take(s)</source>
        <translation>
            <numerusform>删除 %n 个版本</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>删除%1</translation>
    </message>
    <message numerus="yes">
        <source>%n take(s) are in the trash.</source>
        <translation>
            <numerusform>%n 个版本已移到回收站。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 of %3 are safe and can be played.</source>
        <comment>take, times</comment>
        <translation>%1：%3 中的 %2 已保住，可以播放。</translation>
    </message>
    <message>
        <source>%1: %2 are safe and can be played.</source>
        <comment>take, time</comment>
        <translation>%1：%2 已保住，可以播放。</translation>
    </message>
    <message>
        <source>Not a second of it was made yet.</source>
        <translation>当时还没有做出任何画面。</translation>
    </message>
    <message>
        <source>Its job is in the queue, on hold; taken off hold it is made again from the start.</source>
        <translation>其任务在队列中，已搁置；取消搁置后将从头重新制作。</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) wait until the queue is started</source>
        <translation>
            <numerusform>%n 个任务等待队列启动</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) wait</source>
        <translation>
            <numerusform>%n 个任务等待中</numerusform>
        </translation>
    </message>
    <message>
        <source>Take %1 is back as take %2, since a newer take has its number.</source>
        <translation>版本 %1 已恢复为版本 %2，因为它的编号已用于更新的版本。</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>好</translation>
    </message>
    <message>
        <source>End editing job %1</source>
        <translation>结束编辑任务%1</translation>
    </message>
    <message>
        <source>Edit job %1</source>
        <translation>编辑任务%1</translation>
    </message>
    <message>
        <source>You are editing job %1 of the queue.</source>
        <translation>正在编辑队列中的任务%1。</translation>
    </message>
    <message>
        <source>Save job</source>
        <translation>保存任务</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>放弃更改</translation>
    </message>
    <message>
        <source>Job %1 is out of the queue.</source>
        <translation>任务%1已移出队列。</translation>
    </message>
    <message>
        <source>Remove job %1</source>
        <translation>移除任务%1</translation>
    </message>
    <message>
        <source>then the program closes</source>
        <translation>然后关闭程序</translation>
    </message>
    <message>
        <source>then the machine sleeps</source>
        <translation>然后让计算机睡眠</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>times</comment>
        <translation>%1 / %2</translation>
    </message>
    <message numerus="yes">
        <source>Only the %n blocks from %1 on are made anew.</source>
        <translation>
            <numerusform>只重新生成从 %1 起的 %n 个块。</numerusform>
        </translation>
    </message>
    <message>
        <source>All of it is made again, as nothing is kept that it could branch from; it changes from %1 on.</source>
        <translation>没有保留可用于分支的数据，因此全部重新生成；从 %1 起有变化。</translation>
    </message>
    <message>
        <source>This take&apos;s portrait is a picture: only one from a video can be laid over it.</source>
        <translation>此版本的肖像是图片：只有取自视频的才能贴回。</translation>
    </message>
    <message>
        <source>This take is being made.</source>
        <translation>此版本正在制作。</translation>
    </message>
    <message>
        <source>This take has no film.</source>
        <translation>此版本没有影片。</translation>
    </message>
</context>
<context>
    <name>studio::ui::TimelinePresenter</name>
    <message>
        <source>The blocks of a take appear here while they are made.</source>
        <translation>渲染时，版本的块会逐个出现在这里。</translation>
    </message>
    <message>
        <source>From %1 again</source>
        <comment>time</comment>
        <translation>从 %1 重新生成</translation>
    </message>
    <message>
        <source>Prompt from %1 on…</source>
        <comment>time</comment>
        <translation>从 %1 起的提示词…</translation>
    </message>
    <message>
        <source>Set loop to this clip</source>
        <translation>循环此片段</translation>
    </message>
    <message>
        <source>Copy time</source>
        <translation>复制时间</translation>
    </message>
    <message>
        <source>Cut at %1: keep what is before</source>
        <comment>time</comment>
        <translation>在 %1 剪开：保留之前的部分</translation>
    </message>
    <message>
        <source>Cut at %1: keep what is after</source>
        <comment>time</comment>
        <translation>在 %1 剪开：保留之后的部分</translation>
    </message>
</context>
<context>
    <name>studio::ui::TokenDialog</name>
    <message>
        <source>Paste a token</source>
        <translation>粘贴令牌</translation>
    </message>
    <message>
        <source>Token of your account at %1</source>
        <comment>a server</comment>
        <translation>你在 %1 的账户令牌</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
</context>
<context>
    <name>studio::ui::VideoView</name>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
</context>
<context>
    <name>studio::ui::VoiceDialog</name>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>音轨</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose voice…</source>
        <translation>选择语音…</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <comment>from a time to another one</comment>
        <translation>到</translation>
    </message>
    <message>
        <source>Whole</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Use the whole voice</source>
        <translation>使用整段语音</translation>
    </message>
    <message>
        <source>Cut the silence</source>
        <translation>剪去静音</translation>
    </message>
    <message>
        <source>Leave out what is silent at both ends</source>
        <translation>去掉两端的静音</translation>
    </message>
    <message>
        <source>Seconds, minutes and seconds, or frames: 12.4, 0:12.40, 310f</source>
        <translation>秒、分和秒，或帧数：12.4、0:12.40、310f</translation>
    </message>
    <message>
        <source>Start of the voice</source>
        <translation>语音起点</translation>
    </message>
    <message>
        <source>End of the voice</source>
        <translation>语音终点</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>响度</translation>
    </message>
    <message>
        <source>Normalise to</source>
        <translation>标准化到</translation>
    </message>
    <message>
        <source>Target of the loudness</source>
        <translation>目标响度</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>回到开头</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>播放或暂停（空格键）</translation>
    </message>
    <message>
        <source>Hear it normalised</source>
        <translation>试听标准化</translation>
    </message>
    <message>
        <source>Normalised while it is held, and as it was recorded otherwise</source>
        <translation>按住时播放标准化后的声音，松开时播放原来的声音</translation>
    </message>
    <message>
        <source>The file itself is never changed.</source>
        <translation>文件本身不会改变。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use this voice</source>
        <translation>使用此语音</translation>
    </message>
    <message>
        <source>%1, spoken word</source>
        <translation>%1，语音</translation>
    </message>
    <message>
        <source>%1, web video</source>
        <translation>%1，网络视频</translation>
    </message>
    <message>
        <source>%1, broadcast</source>
        <translation>%1，广播</translation>
    </message>
    <message>
        <source>%1 s → %2, %3</source>
        <comment>length, clips, blocks</comment>
        <translation>%1 秒 → %2，%3</translation>
    </message>
    <message numerus="yes">
        <source>%n block(s)</source>
        <translation>
            <numerusform>%n 块</numerusform>
        </translation>
    </message>
    <message>
        <source>The voice is being read.</source>
        <translation>正在读取语音。</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>not measurable</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>%1, very quiet</source>
        <translation>%1，太轻</translation>
    </message>
    <message>
        <source>peak %1</source>
        <translation>峰值 %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>loudness, peak</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1: it reaches %2, more would take its peaks beyond −1 dB</source>
        <translation>%1：达到 %2，再提高峰值会超过 −1 dB</translation>
    </message>
    <message>
        <source>%1, the peak stays under −1 dB</source>
        <translation>%1，峰值低于 −1 dB</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <comment>time, length</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>The loudness stays as it is.</source>
        <translation>响度保持不变。</translation>
    </message>
    <message>
        <source>Text to speech</source>
        <translation>文字转语音</translation>
    </message>
    <message>
        <source>A recording, or the sound of a film</source>
        <translation>录音，或影片的声音</translation>
    </message>
    <message>
        <source>Words that are spoken on this computer</source>
        <translation>在本机朗读的文字</translation>
    </message>
    <message>
        <source>The words have changed since they were spoken.</source>
        <translation>朗读之后文字已更改。</translation>
    </message>
    <message>
        <source>There is no voice yet.</source>
        <translation>还没有语音。</translation>
    </message>
    <message>
        <source>A program on this computer speaks the words.</source>
        <translation>由本机上的程序朗读这些文字。</translation>
    </message>
</context>
<context>
    <name>studio::ui::VoiceModel</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎使用</translation>
    </message>
    <message>
        <source>The fox</source>
        <translation>狐狸</translation>
    </message>
    <message>
        <source>Good morning</source>
        <translation>早上好</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>自己的</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英语</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>length, language</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>studio::ui::VoiceWaveformView</name>
    <message>
        <source>Voice waveform</source>
        <translation>语音波形</translation>
    </message>
    <message>
        <source>From %1 to %2 of %3</source>
        <translation>%1 到 %2，共 %3</translation>
    </message>
    <message>
        <source>Start of the voice</source>
        <translation>语音起点</translation>
    </message>
    <message>
        <source>End of the voice</source>
        <translation>语音终点</translation>
    </message>
    <message>
        <source>Playhead</source>
        <translation>播放头</translation>
    </message>
</context>
<context>
    <name>studio::ui::WelcomePage</name>
    <message>
        <source>A portrait, a voice, a sentence</source>
        <translation>一张肖像，一段语音，一句提示</translation>
    </message>
    <message>
        <source>Drop both files anywhere in this window, or start from the demo.</source>
        <translation>把两个文件拖进窗口任意位置，或从演示开始。</translation>
    </message>
    <message>
        <source>Open the demo scene</source>
        <translation>打开演示场景</translation>
    </message>
    <message>
        <source>Choose portrait…</source>
        <translation>选择肖像…</translation>
    </message>
    <message>
        <source>Recent scenes</source>
        <translation>最近的场景</translation>
    </message>
    <message>
        <source>Faces of the demo</source>
        <translation>演示面孔</translation>
    </message>
</context>
<context>
    <name>studio::ui::WordsDialog</name>
    <message>
        <source>Words of the film</source>
        <translation>影片中的话</translation>
    </message>
    <message>
        <source>All that is spoken, from the beginning to the end, or an SRT</source>
        <translation>从头到尾所说的全部内容，或一份 SRT</translation>
    </message>
    <message>
        <source>The words are laid under the voice by its pauses and their number of letters. No speech is recognised: look at the preview.</source>
        <translation>文字按语音的停顿和字数与语音对齐，并不识别语音：请查看预览。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use them</source>
        <translation>使用</translation>
    </message>
</context>
</TS>
